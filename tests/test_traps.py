"""The traps that portals like this one fell into, each tried where it would show. The whole list is docs/traps.md."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from common.steps import Refused
from evaluations import scoring
from evaluations.actions import results
from evaluations.models import Mark, Result, Seat
from evaluations.tests.factories import (
    NA,
    complete,
    make_full_panel,
    make_scored,
    make_seat,
    make_secretary,
    plenary,
    ready,
    secretary,
)
from jobs.models import Job
from pillars import actions as instruments
from pillars.rows import Weight
from regencies.models import TimeZone
from reports.kinds import KINDS
from reports.models import Report
from submissions.actions import evidence
from submissions.models import Answer, Cycle, Submission, Window
from submissions.tests.factories import (
    actor,
    indicators,
    make_cycle,
    make_instrument,
    make_member,
    make_regency,
    make_submission,
    make_user,
    pdf,
    set_window,
)
from tests import world

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
SECOND = timedelta(seconds=1)


def announced(submission: Submission) -> Result:
    results.announce(submission.cycle, by=secretary(), at=timezone.now())
    return Result.objects.get(submission=submission, run__is_current=True)


def words(client: Client, name: str, *arguments: object) -> str:
    return " ".join(client.get(reverse(name, args=arguments)).content.decode().split())


def printed(result: Result) -> str:
    """The report as it goes to the printer."""
    kind = KINDS["region"]
    return kind.html(kind.read(kind.rows().get(pk=result.pk)), result.pk)


def test_missing_or_na_is_not_counted_as_0_in_any_channel(client: Client) -> None:
    """0, "not applicable" and 3 make 1,50; a region that is absent has no number at all."""
    submission = ready(values=(0, NA, 3))
    make_submission(
        cycle=submission.cycle, regency=make_regency("64.09", "Kabupaten Absen"), state=Submission.State.ABSENT
    )
    result = announced(submission)
    assert (result.final, result.improvement) == (Decimal("1.50"), None)
    client.force_login(make_secretary())
    for page in (words(client, "evaluations:result", result.pk), words(client, "reports:ranking"), printed(result)):
        assert "1,50" in page
        assert "1,00" not in page
    row = re.search(r"<tr>(.*?)</tr>", words(client, "reports:ranking").split("<tbody>")[1])
    assert row is not None
    assert '<td class="num lead-num">1,50</td><td class="num">–</td>' in row[1]
    assert "Kabupaten Absen" not in row[1]


def test_a_real_0_is_lost_in_no_page_workbook_or_report(client: Client) -> None:
    submission = make_submission()
    client.force_login(make_member(submission.regency))
    client.post(
        reverse("submissions:section", args=[submission.pk, "baseline"]),
        {"a-2-version": "0", "a-2-value": "0", "a-2-level": "0"},
    )
    assert (Answer.objects.get().number, Answer.objects.get().own_level) == (0, 0)
    assert 'name="a-2-value" value="0"' in words(client, "submissions:section", submission.pk, "baseline")
    book = client.get(reverse("submissions:workbook_file", args=[submission.pk]))
    rows = [row for sheet in load_workbook(io.BytesIO(book.getvalue())) for row in sheet.values]
    second = next(row for row in rows if "Pertanyaan contoh 2 (program)" in row)
    assert second[-4:-1] == ("0", None, "0")

    seat = make_seat(make_scored())
    client.force_login(seat.assessor)
    section = reverse("evaluations:section", args=[seat.pk, "baseline"])
    client.post(section, {"n-1": "0", "n-2": "0"})
    assert list(Mark.objects.values_list("value", flat=True)) == [0, 0]
    assert client.get(section).content.decode().count('value="0" checked') == 2

    result = announced(ready("64.02", values=(0, 0, 0)))
    client.force_login(make_secretary())
    assert result.final == 0
    for page in (words(client, "evaluations:result", result.pk), words(client, "reports:ranking"), printed(result)):
        assert "0,00" in page


def test_stored_scores_are_not_rewritten_when_the_scale_changes() -> None:
    submission = ready(cycle=plenary(instrument=make_instrument(frozen_at=timezone.now())))
    result = announced(submission)
    before = list(Result.objects.values()), list(result.dimensions.values()), list(result.questions.values())
    other = [Weight(row.dimension, row.percent) for row in submission.instrument.weights.order_by("-percent")]
    other[0], other[-1] = (
        Weight(other[0].dimension, other[0].percent + 5),
        Weight(other[-1].dimension, other[-1].percent - 5),
    )
    with pytest.raises(Refused):
        instruments.change_weights(submission.instrument, other, by=secretary(), at=timezone.now())
    with pytest.raises(Refused):
        instruments.change_level_texts(
            indicators(submission)[0], {0: ("Belum ada", "")}, by=secretary(), at=timezone.now()
        )
    assert before == (
        list(Result.objects.values()), list(result.dimensions.values()), list(result.questions.values())
    )  # fmt: skip


def test_the_deadline_shown_is_enforced_one_second_late_in_three_time_zones(client: Client) -> None:
    for code in ("31.71", "64.01", "94.01"):
        submission = make_submission(regency=make_regency(code))
        zone = submission.regency.timezone
        closes = timezone.now().astimezone(ZoneInfo(zone)).replace(hour=23, minute=59, second=0, microsecond=0)
        set_window(submission.cycle, Window.Kind.ANSWERS, closes - timedelta(days=9), closes)
        client.force_login(make_member(submission.regency))
        section = reverse("submissions:section", args=[submission.pk, "baseline"])
        for at, number, status in ((closes - SECOND, "7", 302), (closes, "8", 409), (closes + SECOND, "9", 409)):
            with time_machine.travel(at, tick=False):
                assert f"pukul 23.59 {TimeZone(zone).label}" in client.get(section).content.decode()
                answer = client.post(section, {"a-2-version": "0", "a-2-value": number})
                assert answer.status_code == status, (code, at)
        assert Answer.objects.get(submission=submission).number == 7


def test_an_optional_category_never_lowers_a_weighted_sum_it_is_refused() -> None:
    """Without a value in a weighted dimension there is no final: neither a lower one nor one by other weights."""
    weights = {"baseline": Decimal(40), "outcome": Decimal(60)}
    assert scoring.score({"baseline": Decimal(4)}, weights, scoring.SUM_THEN_ROUND).final is None
    cycle = plenary()
    ready("64.01", cycle)
    short = make_scored(cycle=cycle, regency=make_regency("64.02"))
    seats = make_full_panel(short)
    outcome = [row for row in indicators(short) if row.dimension == "outcome"]
    Mark.objects.filter(seat__in=seats, indicator__in=outcome).update(value=None, not_applicable=True)
    with pytest.raises(Refused, match=r"Kabupaten 64\.02"):
        results.announce(cycle, by=secretary(), at=timezone.now())


def test_the_publish_button_never_fails_silently(client: Client) -> None:
    """In every state of a cycle and of its panels: an order that is shown, or a sentence that says why not."""
    client.force_login(make_secretary())
    for state in Cycle.State:
        cycle = ready(cycle=make_cycle(state=state, windows=True)).cycle
        for is_ready in (True, False):
            if not is_ready:
                Seat.objects.filter(submission__cycle=cycle).update(state="scoring", handed_in_at=None)
            for sent in ({"step": "rehearse"}, {}, {"rehearsal": "x"}):
                address = reverse("evaluations:announce", args=[cycle.pk])
                answer = client.post(address, sent)
                page = (client.get(address) if answer.status_code == 302 else answer).content.decode()
                if answer.status_code == 302:
                    assert (state, is_ready, sent) == (Cycle.State.PLENARY, True, {"step": "rehearse"})
                    assert "gladi" in page.lower()
                else:
                    assert answer.status_code == 409
                    assert 'role="alert"' in page
    assert not Job.objects.exists()


def test_a_long_export_hangs_no_request_every_pdf_is_made_by_a_job(client: Client) -> None:
    """Asking for a report of any kind answers at once with a job: nothing is printed inside the request."""
    w = world.build()
    Report.objects.all().delete()
    asked = set()
    for reader in (w.person, w.seat.assessor, make_secretary()):
        client.force_login(reader)
        for kind in KINDS.values():
            for subject in kind.visible(reader)[:1]:
                answer = client.post(reverse("reports:document", args=[kind.code, subject.pk]))
                assert answer.status_code == 302, kind.code
                asked.add(kind.code)
    assert asked == {code for code, kind in KINDS.items() if kind.rows().exists()}
    assert len(asked) >= 5
    assert not Report.objects.exists()
    assert {job.args.get("kind") for job in Job.objects.filter(kind="report.make", state="queued")} >= asked


def test_an_evaluator_is_not_unaware_of_the_point_of_no_return(client: Client) -> None:
    """The page before handing in counts what goes and says what ends; only the press hands in; there is a way back."""
    seat = complete(make_seat(make_scored()))
    client.force_login(seat.assessor)
    page = words(client, "evaluations:hand_in", seat.pk)
    assert "4 pertanyaan dinilai" in page
    assert "hanya dapat dibaca" in page
    assert "sekretariat dapat membukanya kembali" in page
    assert Seat.objects.get(pk=seat.pk).state == Seat.State.SCORING


def test_the_active_period_is_not_picked_by_text_match_and_names_need_not_be_unique(client: Client) -> None:
    """Two cycles of one name, with instruments of the same name and questions: each address keeps to its own."""
    regency = make_regency()
    pair = [
        make_submission(
            cycle=make_cycle(year=year, name="Evaluasi", instrument=make_instrument(name="Instrumen", slug=f"sama-{year}")),
            regency=regency,
        )
        for year in (2031, 2032)
    ]  # fmt: skip
    client.force_login(make_member(regency))
    for submission, number in zip(pair, ("3", "5"), strict=True):
        section = reverse("submissions:section", args=[submission.pk, "baseline"])
        assert client.post(section, {"a-2-version": "0", "a-2-value": number}).status_code == 302
    assert [int(Answer.objects.get(submission=row).number) for row in pair] == [3, 5]
    home = words(client, "submissions:list")
    assert all(reverse("submissions:detail", args=[row.pk]) in home for row in pair)


def test_proof_has_no_public_bucket_links(client: Client) -> None:
    """A file leaves only through a page that asks for the right: no page names its place, and no address serves it."""
    submission = make_submission()
    operator = make_member(submission.regency)
    row = evidence.attach(
        submission, indicators(submission)[0], pdf(), max_bytes=settings.EVIDENCE_MAX_BYTES,
        by=actor(operator), at=timezone.now(),
    )  # fmt: skip
    address = reverse("submissions:evidence", args=[submission.pk, row.pk])
    stored = row.evidence.file.name
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    client.force_login(operator)
    assert client.get(address).status_code == 200
    assert stored not in words(client, "submissions:section", submission.pk, "baseline")
    for guess in (f"/{stored}", f"/media/{stored}", f"{settings.MEDIA_URL}{stored}"):
        assert client.get(f"/{guess.lstrip('/')}").status_code == 404


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{10,}"
    r"|\beyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{10,}"
    r"|(?i:(?:secret|password|token|api_?key)\w*[\"']?\s*[:=]\s*[\"'])(?=[^\"']*\d)(?=[^\"']*[A-Z])[A-Za-z0-9+/_=-]{24,}[\"']"
)
NO_SECRET = "only-for-this-check-"
"""How the one made-up key of the deployment check begins."""


def secrets_in(text: str) -> list[str]:
    return [found[0] for found in SECRETS.finditer(text) if NO_SECRET not in found[0]]


def test_no_secrets_stand_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    found = {}
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and not path.is_symlink():
            assert path.suffix not in (".pem", ".key", ".p12", ".env"), name
            found[name] = secrets_in(path.read_bytes().decode(errors="replace"))
    assert {name: rows for name, rows in found.items() if rows} == {}
    assert secrets_in("AWS = 'AK" + "IA" + "Q3EGVBHNJ5XWZTLK'") != []
    assert secrets_in("SECRET_KEY = '" + "k9" + "Xv3QpLz7TtWm2Rs8Yb4Nc6'") != []


def test_every_trap_has_its_test() -> None:
    """The table names a test for each trap; each stands where the table says, and its name says the trap."""
    rows = re.findall(r"^\| (.+?) \| `([\w/.]+)::(\w+)` \|$", (ROOT / "docs/traps.md").read_text(), re.MULTILINE)
    assert len({trap for trap, _path, _name in rows}) == 21
    for trap, path, name in rows:
        assert f"def {name}(" in (ROOT / path).read_text(), f"{trap}: {path} has no {name}"
        said = set(re.findall(r"\*\*(.+?)\*\*", trap))
        assert said, f"{trap}: no words that the test must name"
        assert all(word.lower().replace(" ", "_").replace("/", "_") in name for word in said), f"{trap}: {name}"
