"""Every text can be read in both languages, and the page is in the one that was chosen.

The texts of the source are Indonesian; `tools/messages.sh` gathers them into the English catalogue. Read as pages are:
the catalogue of this checkout is compiled for the tests, so they never read an old compilation.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from accounts.models import Actor, Role
from common import clock
from evaluations.actions import results
from evaluations.tests import factories as make
from jobs.models import Job
from jobs.tests.factories import make_job
from tests.checks import ROOT

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')
NAMED = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>")
POSITIONAL = re.compile(r"%[sd]")

# Words that English shares with Indonesian, names, abbreviations, and texts that are nothing but placeholders.
SAME_IN_BOTH = {
    "%(agency)s, %(region)s",
    "%(instrument)s: %(fault)s",
    "AB",
    "Abstain",
    "Administrator",
    "Agenda",
    "Baseline",
    "Impact",
    "Kalimantan",
    "Maluku",
    "Masterplan",
    "Menu",
    "No.",
    "Nusa Tenggara",
    "Operator",
    "Outcome",
    "Output",
    "Panel",
    "Papua",
    "Quick Win",
    "RPJMD",
    "Status",
    "Sulawesi",
    "Target",
    "Target %s",
    "outcome",
    "output",
    "status",
    "target",
    "{n}: {state}",
}


@dataclass
class Entry:
    """One text of a catalogue. `words` holds msgctxt, msgid, msgid_plural and every msgstr as far as written."""

    flags: str = ""
    words: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> tuple[str, str, str]:
        return self.words.get("msgctxt", ""), self.words["msgid"], self.words.get("msgid_plural", "")

    @property
    def translations(self) -> list[str]:
        return [text for name, text in self.words.items() if name.startswith("msgstr")]


def read_catalogue(text: str) -> list[Entry]:
    """The texts of a catalogue without its heading; lines of texts no longer used (#~) are not read."""
    entries = []
    for paragraph in text.split("\n\n"):
        entry, name = Entry(), ""
        for line in paragraph.splitlines():
            if line.startswith("#,"):
                entry.flags += line
            elif found := KEYWORD.fullmatch(line):
                name = found[1]
                entry.words[name] = ast.literal_eval(found[2])
            elif line.startswith('"'):
                entry.words[name] += ast.literal_eval(line)
        if entry.words.get("msgid"):
            entries.append(entry)
    return entries


@cache
def english() -> list[Entry]:
    return read_catalogue((ROOT / CATALOGUE).read_text())


def rooms() -> list[str]:
    return [config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT]


# --- the catalogue ----------------------------------------------------------------------------------------------


def test_every_text_has_its_english() -> None:
    missing = [entry.source for entry in english() if not all(entry.translations) or not entry.translations]
    assert len(english()) > 1000
    assert missing == []


def test_no_translation_is_a_guess_or_left_over() -> None:
    assert [entry.source for entry in english() if "fuzzy" in entry.flags] == []
    assert "\n#~" not in (ROOT / CATALOGUE).read_text()


def test_translations_keep_every_placeholder_and_tag() -> None:
    differing = []
    for entry in english():
        _, one, many = entry.source
        for text in entry.translations:
            same_names = set(NAMED.findall(text)) == set(NAMED.findall(one)) | set(NAMED.findall(many))
            if not same_names or len(POSITIONAL.findall(text)) != len(POSITIONAL.findall(one)):
                differing.append((one, text))
    assert differing == []


def test_nothing_was_left_in_indonesian() -> None:
    same = {entry.source[1] for entry in english() if entry.source[1] in entry.translations}
    assert same == SAME_IN_BOTH


def test_plural_forms_of_english_are_two_and_of_the_source_one() -> None:
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in (ROOT / CATALOGUE).read_text()
    counted = [entry for entry in english() if entry.source[2]]
    assert [entry.source for entry in counted if len(entry.translations) != 2] == []
    assert [entry.source for entry in counted if entry.source[1] != entry.source[2]] == []


def test_catalogue_names_no_machine_and_no_moment() -> None:
    text = (ROOT / CATALOGUE).read_text()
    assert "POT-Creation-Date" not in text
    places = [place for line in re.findall(r"^#: (.*)$", text, re.M) for place in line.split()]
    assert places and [place for place in places if place.startswith(("/", "..")) or ":" in place] == []


def test_gathering_the_texts_again_finds_nothing_new(tmp_path: Path) -> None:
    for folder in (*rooms(), "templates", "locale", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "tools" / "messages.sh"], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    again = {entry.source for entry in read_catalogue((tmp_path / CATALOGUE).read_text())}
    known = {entry.source for entry in english()}
    assert (again - known, known - again) == (set(), set()), "run tools/messages.sh, then translate what it names"
    assert done.returncode == 0, done.stdout


def test_indonesian_texts_are_shown_as_the_source_writes_them() -> None:
    """Django brings an Indonesian catalogue of its own: a text of ours must not be one of its English keys."""
    with translation.override("id"):
        shown = {entry.source: translation.pgettext(*entry.source[:2]) for entry in english() if entry.source[0]}
        shown |= {entry.source: translation.gettext(entry.source[1]) for entry in english() if not entry.source[0]}
    assert {source: text for source, text in shown.items() if text != source[1]} == {}


# --- the page ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    target = folder / "en" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    subprocess.run(["msgfmt", "--check-format", "--output-file", target, ROOT / CATALOGUE], check=True)
    return folder


@pytest.fixture
def catalogue(compiled: Path, settings: Settings) -> None:
    settings.LOCALE_PATHS = [compiled]


@pytest.mark.django_db
def test_page_stays_indonesian_for_an_english_browser_until_the_reader_chooses(catalogue: None, client: Client) -> None:
    address = reverse("accounts:sign_in")
    first = client.get(address, headers={"accept-language": "en-GB,en;q=0.9"})
    assert '<html lang="id"' in first.text
    assert "Masuk ke portal" in first.text
    chosen = client.post(reverse("set_language"), {"language": "en", "next": address})
    assert chosen.cookies[project.LANGUAGE_COOKIE_NAME].value == "en"
    second = client.get(address, headers={"accept-language": "id"})
    assert '<html lang="en"' in second.text
    assert "Sign in to the portal" in second.text
    assert "Masuk ke portal" not in second.text
    client.post(reverse("set_language"), {"language": "id", "next": address})
    assert '<html lang="id"' in client.get(address).text


@pytest.mark.django_db
def test_language_nobody_offers_is_ignored(catalogue: None, client: Client) -> None:
    client.cookies[project.LANGUAGE_COOKIE_NAME] = "fr"
    assert '<html lang="id"' in client.get(reverse("accounts:sign_in")).text


@pytest.mark.django_db
def test_result_is_told_with_the_comma_or_the_point_of_the_language(catalogue: None, client: Client) -> None:
    submission = make.ready(values=(3, 3, 2))
    secretary = make.make_secretary()
    run = results.announce(
        submission.cycle, by=Actor(secretary, Role.SECRETARIAT), at=datetime(2026, 8, 17, 15, 0, tzinfo=UTC)
    )
    client.force_login(secretary)
    address = reverse("evaluations:result", args=[run.results.get().pk])
    indonesian = client.get(address).text
    client.cookies[project.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(address).text
    assert "Indeks Pencapaian" in indonesian and "2,67" in indonesian and "17 Agustus 2026" in indonesian
    assert "Achievement Index" in page and "2.67" in page and "17 August 2026" in page
    assert "2.67" not in indonesian and "2,67" not in page


@pytest.mark.django_db
def test_step_that_a_worker_wrote_is_told_in_the_language_of_the_reader(catalogue: None, client: Client) -> None:
    job = make_job(Job.State.RUNNING, owner=make.make_secretary(), step="Mulai dikerjakan")
    client.force_login(job.owner)
    client.cookies[project.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("jobs:detail", args=[job.pk])).text
    assert "Work has started" in page and "Mulai dikerjakan" not in page


@pytest.mark.parametrize(
    ("language", "number", "thousands", "instant"),
    [
        ("id", "2,88", "1.250", "17 Agustus 2026 pukul 22.00 WIB"),
        ("en", "2.88", "1,250", "17 August 2026 at 22.00 WIB"),
    ],
)
def test_numbers_and_dates_follow_the_language(
    catalogue: None, language: str, number: str, thousands: str, instant: str
) -> None:
    with translation.override(language):
        shown = Template("{{ final|floatformat:2 }} {{ people|floatformat:'0g' }}").render(
            Context({"final": Decimal("2.875"), "people": 1250})
        )
        assert shown == f"{number} {thousands}"
        assert clock.sentence(datetime(2026, 8, 17, 15, 0, tzinfo=UTC), "Asia/Jakarta") == instant


@pytest.mark.parametrize(("language", "one", "two"), [("id", "1 hari", "2 hari"), ("en", "1 day", "2 days")])
def test_counted_texts_bend_in_english_and_stay_in_indonesian(
    catalogue: None, language: str, one: str, two: str
) -> None:
    with translation.override(language):
        told = [
            translation.ngettext("%(days)d hari lagi", "%(days)d hari lagi", days) % {"days": days} for days in (1, 2)
        ]
    assert one in told[0]
    assert two in told[1]
    assert "days" not in told[0]
