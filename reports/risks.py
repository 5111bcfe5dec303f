"""Which regions and panels of a running cycle are most likely not to be finished in time, and why. No database.

Kinds of risk, the gravest first: time is over; a panel that cannot work; nothing begun; finished too late at this pace;
finished but not handed in; quiet for a week. Within a kind: how late, then how much is left, then the region's code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import days_left, local, sentence
from reports.queries.cockpit import Line
from submissions.models import Cycle

MOST = 10
QUIET = timedelta(days=7)
SOON = timedelta(days=3)


class Grade(IntEnum):
    """How grave a risk is: the smaller, the graver."""

    OVER = 1
    STUCK = 2
    NOTHING = 3
    TOO_LATE = 4
    NOT_HANDED_IN = 5
    QUIET = 6


@dataclass(frozen=True)
class Reason:
    """Why something is at risk, in words. `late` is how long after the end it is expected, zero where unknown."""

    grade: Grade
    text: str
    late: timedelta = timedelta()


@dataclass(frozen=True)
class Risk:
    """A region's answers or its panel with all that endangers them, the gravest reason first."""

    line: Line
    is_panel: bool
    reasons: list[Reason]

    @property
    def url(self) -> str:
        name = "evaluations:panel" if self.is_panel else "submissions:detail"
        return reverse(name, args=[self.line.submission.pk])

    @property
    def weight(self) -> tuple[int, timedelta, int, str]:
        """Smaller is graver."""
        left = self.line.panel.marked if self.is_panel else self.line.complete
        return self.reasons[0].grade, -self.reasons[0].late, left, self.line.submission.regency_id


def risks_of(cycle: Cycle, lines: Iterable[Line]) -> list[Risk]:
    """Everything at risk, the gravest first. Nothing is before the opening and after the announcement."""
    if cycle.state in (Cycle.State.DRAFT, Cycle.State.ANNOUNCED):
        return []
    found = []
    for line in lines:
        for is_panel, reasons in ((False, list(_of_answers(cycle, line))), (True, list(_of_panel(cycle, line)))):
            if reasons:
                found.append(Risk(line, is_panel, sorted(reasons, key=lambda one: one.grade)))
    return sorted(found, key=lambda risk: risk.weight)


def _of_answers(cycle: Cycle, line: Line) -> Iterator[Reason]:
    if line.is_handed_in or line.is_absent or line.window is None:
        return
    zone, closes_at = line.submission.regency.timezone, line.window.closes_at
    if line.is_late or (cycle.state != Cycle.State.SELF_ASSESSMENT and not line.is_open):
        words = {"when": sentence(min(closes_at, line.at), zone), "complete": line.complete, "total": line.total}
        if line.is_late:
            text = _("Masa isian berakhir %(when)s dan isian belum diserahkan (%(complete)d dari %(total)d lengkap).")
        else:
            text = _("Penilaian sudah dimulai dan isian belum diserahkan (%(complete)d dari %(total)d lengkap).")
        yield Reason(Grade.OVER, text % words, max(line.at - closes_at, timedelta()))
        return
    if line.at < line.window.opens_at:
        return
    if line.complete == 0:
        yield Reason(Grade.NOTHING, _("Belum ada jawaban yang lengkap; %(left)s.") % {"left": _left(line, closes_at)})
    elif line.is_answered:
        if closes_at - line.at <= SOON:
            words = {"left": _left(line, closes_at)}
            yield Reason(Grade.NOT_HANDED_IN, _("Semua terjawab tetapi belum diserahkan; %(left)s.") % words)
        return
    if (finish := line.finish) is not None and finish > closes_at:
        yield _too_late(finish, closes_at, zone)
    if line.changed_at is not None and line.at - line.changed_at >= QUIET:
        yield _quiet(line.changed_at, zone)


def _of_panel(cycle: Cycle, line: Line) -> Iterator[Reason]:
    panel = line.panel
    working = cycle.state in (Cycle.State.ASSESSMENT, Cycle.State.PLENARY)
    if not working or not line.is_handed_in or panel.is_complete or panel.window is None:
        return
    if cycle.state == Cycle.State.PLENARY or line.at >= panel.window.closes_at:
        yield _stopped(line, panel.window.closes_at)
        return
    if panel.empty:
        text = ngettext("%(count)d kursi panel kosong.", "%(count)d kursi panel kosong.", panel.empty)
        yield Reason(Grade.STUCK, text % {"count": panel.empty})
    if panel.unaccepted:
        text = ngettext(
            "%(count)d asesor belum menyatakan kesediaan.",
            "%(count)d asesor belum menyatakan kesediaan.",
            panel.unaccepted,
        )
        yield Reason(Grade.STUCK, text % {"count": panel.unaccepted})
    if panel.is_open:
        yield from _of_marking(line, panel.window.closes_at)


def _of_marking(line: Line, closes_at: datetime) -> Iterator[Reason]:
    panel, zone = line.panel, settings.TIME_ZONE
    if idle := panel.idle:
        text = ngettext(
            "%(count)d asesor belum mulai menilai; %(left)s.",
            "%(count)d asesor belum mulai menilai; %(left)s.",
            idle,
        )
        yield Reason(Grade.NOTHING, text % {"count": idle, "left": _left(line, closes_at, zone)})
    if (finish := panel.finish) is not None and finish > closes_at:
        yield _too_late(finish, closes_at, zone)
    moved = [seat.changed_at for seat in panel.seats if seat.changed_at is not None]
    if moved and line.at - min(moved) >= QUIET:
        yield _quiet(min(moved), zone)


def _stopped(line: Line, closes_at: datetime) -> Reason:
    missing = line.panel.empty + len(line.panel.seats)
    text = ngettext(
        "Penilaian sudah berhenti dan %(count)d tempat panel belum menyerahkan.",
        "Penilaian sudah berhenti dan %(count)d tempat panel belum menyerahkan.",
        missing,
    )
    return Reason(Grade.OVER, text % {"count": missing}, max(line.at - closes_at, timedelta()))


def _too_late(finish: datetime, closes_at: datetime, zone: str) -> Reason:
    days = days_left(closes_at, finish, zone)
    text = _("Dengan laju sekarang selesai %(when)s, sesudah penutupan.")
    if days > 0:
        text = ngettext(
            "Dengan laju sekarang selesai %(when)s, %(days)d hari sesudah penutupan.",
            "Dengan laju sekarang selesai %(when)s, %(days)d hari sesudah penutupan.",
            days,
        )
    return Reason(
        Grade.TOO_LATE, text % {"when": date_format(local(finish, zone), "j F Y"), "days": days}, finish - closes_at
    )


def _quiet(since: datetime, zone: str) -> Reason:
    return Reason(Grade.QUIET, _("Tidak ada perubahan sejak %(when)s.") % {"when": sentence(since, zone)})


def _left(line: Line, closes_at: datetime, zone: str = "") -> str:
    days = days_left(line.at, closes_at, zone or line.submission.regency.timezone)
    if days == 0:
        return _("ditutup hari ini")
    return ngettext("tersisa %(days)d hari", "tersisa %(days)d hari", days) % {"days": days}
