"""What to look at before a draft opens, as sentences with the page where it is mended: dates, people, weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import local, sentence
from submissions.models import Cycle, Window
from submissions.queries.readiness import Readiness, Ruler

FEW = 5
SATURDAY = 5
IN_TURN = ("answers", "assessment", "plenary", "objection", "announcement")
"""Each of these windows should open only when the one before it has closed."""


class Topic(StrEnum):
    DATES = "dates"
    PEOPLE = "people"
    WEIGHTS = "weights"


@dataclass(frozen=True)
class Line:
    """Something looked at. `is_fine`: nothing to do."""

    topic: Topic
    text: str
    url: str
    is_fine: bool = False


def checklist(cycle: Cycle, found: Readiness, at: datetime) -> dict[Topic, list[Line]]:
    """All lines by topic; each topic has at least one."""
    lines = [*_dates(cycle, found.windows, at), *_people(cycle, found), *_weights(cycle, found)]
    return {topic: [line for line in lines if line.topic == topic] for topic in Topic}


def _dates(cycle: Cycle, windows: dict[str, Window], at: datetime) -> Iterator[Line]:
    for kind in Window.Kind:
        page = reverse("submissions:cycle_window", args=[cycle.pk, kind.value])
        window = windows.get(kind)
        if window is None:
            if kind != Window.Kind.LATE:
                yield Line(Topic.DATES, _("Jendela “%(window)s” belum ditetapkan.") % {"window": kind.label}, page)
            continue
        troubles = list(_troubles(window, windows, at))
        for text in troubles:
            yield Line(Topic.DATES, text, page)
        if not troubles:
            words = {"window": kind.label, "opens": _when(window.opens_at), "closes": _when(window.closes_at)}
            yield Line(Topic.DATES, _("%(window)s: %(opens)s sampai %(closes)s.") % words, page, is_fine=True)


def _troubles(window: Window, windows: dict[str, Window], at: datetime) -> Iterator[str]:
    words = {"window": window.get_kind_display()}
    if window.closes_at <= at:
        yield _("Jendela “%(window)s” sudah berakhir.") % words
    for edge in (window.opens_at, window.closes_at):
        if local(edge, settings.TIME_ZONE).weekday() >= SATURDAY:
            text = _("Jendela “%(window)s” dibuka atau ditutup pada akhir pekan: %(when)s.")
            yield text % {**words, "when": _when(edge)}
    if window.kind in IN_TURN:
        earlier = [windows[kind] for kind in IN_TURN[: IN_TURN.index(window.kind)] if kind in windows]
        if earlier and window.opens_at < earlier[-1].closes_at:
            both = {**words, "before": earlier[-1].get_kind_display()}
            yield _("Jendela “%(window)s” dibuka sebelum “%(before)s” ditutup.") % both


def _people(cycle: Cycle, found: Readiness) -> Iterator[Line]:
    invite = reverse("submissions:cycle_invite", args=[cycle.pk])
    invited = ngettext("%(count)d daerah diundang.", "%(count)d daerah diundang.", found.regions)
    yield Line(Topic.PEOPLE, invited % {"count": found.regions}, invite, is_fine=found.regions > 0)
    if found.regions:
        yield _holders(
            found.without_operator,
            ngettext(
                "%(count)d daerah belum memiliki operator dengan akun aktif: %(names)s.",
                "%(count)d daerah belum memiliki operator dengan akun aktif: %(names)s.",
                len(found.without_operator),
            ),
            _("Semua daerah memiliki operator."),
        )
        yield _holders(
            found.without_head,
            ngettext(
                "%(count)d daerah belum memiliki penanggung jawab dengan akun aktif: %(names)s.",
                "%(count)d daerah belum memiliki penanggung jawab dengan akun aktif: %(names)s.",
                len(found.without_head),
            ),
            _("Semua daerah memiliki penanggung jawab."),
        )
    words = {"assessors": found.assessors, "places": found.places}
    text = _("%(assessors)d asesor aktif untuk %(places)d kursi panel.") % words
    yield Line(Topic.PEOPLE, text, reverse("evaluations:assessors"), is_fine=found.assessors > 0)


def _holders(missing: list[str], lacking: str, fine: str) -> Line:
    """Whether everybody is there; else how many are not, with the first few names."""
    page = reverse("regencies:list")
    if not missing:
        return Line(Topic.PEOPLE, fine, page, is_fine=True)
    names = ", ".join(missing[:FEW]) + (", …" if len(missing) > FEW else "")
    return Line(Topic.PEOPLE, lacking % {"count": len(missing), "names": names}, page)


def _weights(cycle: Cycle, found: Readiness) -> Iterator[Line]:
    cohorts = reverse("submissions:cycle_cohort", args=[cycle.pk])
    if not found.rulers:
        yield Line(Topic.WEIGHTS, _("Belum ada kohort dengan instrumen."), cohorts)
    for ruler in found.rulers:
        yield from _of_ruler(ruler, cohorts)
    if cycle.previous_id is None:
        page = reverse("submissions:cycle", args=[cycle.pk]) + "#ubah"
        yield Line(Topic.WEIGHTS, _("Tanpa siklus pembanding: tidak ada Indeks Peningkatan."), page)


def _of_ruler(ruler: Ruler, cohorts: str) -> Iterator[Line]:
    page = reverse("pillars:detail", args=[ruler.instrument.pk])
    words = {"cohort": ruler.cohort, "percent": f"{ruler.percent.normalize():f}", "questions": ruler.questions}
    text = _("%(cohort)s: bobot berjumlah %(percent)s, %(questions)d pertanyaan.") % words
    yield Line(Topic.WEIGHTS, text, page, is_fine=ruler.percent == 100)
    if ruler.is_the_same:
        text = _("%(cohort)s: instrumennya sama dengan siklus pembanding; periksa apakah bobotnya masih berlaku.")
        yield Line(Topic.WEIGHTS, text % words, cohorts)
    if ruler.texts_missing:
        text = ngettext(
            "%(cohort)s: %(count)d uraian tingkat masih kosong.",
            "%(cohort)s: %(count)d uraian tingkat masih kosong.",
            ruler.texts_missing,
        )
        yield Line(Topic.WEIGHTS, text % {**words, "count": ruler.texts_missing}, page)


def _when(at: datetime) -> str:
    return sentence(at, settings.TIME_ZONE)
