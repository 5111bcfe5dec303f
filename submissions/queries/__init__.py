"""Reads that span models: progress of a submission, what is missing, its windows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Subquery
from django.utils.translation import gettext as _

from common.prepared import Prepared
from pillars.models import Indicator
from pillars.queries import Section, sections_of
from submissions import locks
from submissions.models import Answer, Cycle, OwnWindow, Submission, Window


def has_value(answer: Answer, indicator: Indicator) -> bool:
    """Whether the field of the indicator's kind is filled. 0 and "no" are values."""
    kind = Indicator.AnswerKind
    if indicator.answer_kind == kind.YES_NO:
        return answer.yes is not None
    if indicator.answer_kind == kind.TEXT:
        return bool(answer.text.strip())
    return answer.number is not None


def lacking(answer: Answer | None, indicator: Indicator) -> list[str]:
    """What this question still needs before handing in, as sentences; empty: nothing."""
    if answer is None:
        return [_("Belum dijawab.")]
    found = [_("Jawaban dari tahun lalu belum dikonfirmasi.")] if answer.awaits_confirmation else []
    if answer.not_applicable:
        return found if answer.not_applicable_reason.strip() else [*found, _("Alasan “tidak berlaku” belum ditulis.")]
    if not has_value(answer, indicator):
        found.append(_("Jawaban belum diisi."))
    if answer.own_level is None:
        found.append(_("Tingkat menurut daerah belum dipilih."))
    return found


@dataclass(frozen=True)
class Missing:
    """One line of the checklist before handing in. A warning does not hold back; a gap does."""

    indicator: Indicator
    text: str
    is_warning: bool = False

    @property
    def section_slug(self) -> str:
        return self.indicator.section_slug


@dataclass
class Progress:
    """How far a section is: questions complete of all, and how many are without evidence."""

    section: Section
    complete: int = 0
    without_evidence: int = 0

    @property
    def total(self) -> int:
        return len(self.section.indicators)

    @property
    def is_complete(self) -> bool:
        return self.complete == self.total


def answers_of(submission: Submission) -> dict[object, Answer]:
    """Answers by indicator id, each with `evidence_count`. One query."""
    rows = Answer.objects.filter(submission=submission).annotate(evidence_count=Count("attachments"))
    return {answer.indicator_id: answer for answer in rows}


def progress_of(indicators: Iterable[Indicator], answers: dict[object, Answer]) -> list[Progress]:
    """Progress per section, from rows already read."""
    found = []
    for section in sections_of(indicators):
        row = Progress(section)
        for indicator in section.indicators:
            answer = answers.get(indicator.pk)
            row.complete += not lacking(answer, indicator)
            row.without_evidence += _lacks_evidence(answer)
        found.append(row)
    return found


def missing_of(indicators: Iterable[Indicator], answers: dict[object, Answer]) -> list[Missing]:
    """The checklist of these questions, from rows already read."""
    found = []
    for indicator in indicators:
        answer = answers.get(indicator.pk)
        found += [Missing(indicator, text) for text in lacking(answer, indicator)]
        if _lacks_evidence(answer):
            found.append(Missing(indicator, _("Belum ada data dukung."), is_warning=True))
    return found


def windows_of(cycle: Cycle) -> dict[str, Window]:
    """Windows of a cycle by kind. One query."""
    return {window.kind: window for window in Window.objects.filter(cycle=cycle)}


def windows_for(submission: Submission) -> dict[str, Window]:
    """Windows of the cycle as they stand for this region: its answers window ends with its extension. One query."""
    rows = _WINDOWS.objects(submission.pk, submission.cycle_id)
    return {row.kind: extended(row, row.until) for row in rows}


def _windows(submission: UUID, cycle: UUID) -> QuerySet[Window]:
    own = OwnWindow.objects.filter(submission=submission, kind=OwnWindow.Kind.EXTENSION).order_by()
    last = own.values("submission").annotate(until=Max("closes_at")).values("until")
    return Window.objects.filter(cycle=cycle).annotate(until=Subquery(last))


_WINDOWS = Prepared(_windows, 2)


def extensions_of(submissions: Collection[UUID]) -> dict[UUID, datetime]:
    """When the extension of each of these submissions ends; those without one are left out. One query."""
    rows = OwnWindow.objects.filter(submission__in=list(submissions), kind=OwnWindow.Kind.EXTENSION).order_by()
    return dict(rows.values_list("submission").annotate(until=Max("closes_at")))


def extended(window: Window, until: datetime | None) -> Window:
    """The answers window with its end at `until`, when that is later. A copy to read, never to save."""
    if window.kind != Window.Kind.ANSWERS or until is None or until <= window.closes_at:
        return window
    found = copy(window)
    found.closes_at = until
    found.is_extended = True  # type: ignore[attr-defined]
    return found


def is_extended(window: Window | None) -> bool:
    """Whether this window, read by `windows_for`, ends with an extension of the region."""
    return getattr(window, "is_extended", False)


def why_closed(cycle: Cycle, windows: dict[str, Window], at: datetime, timezone: str = settings.TIME_ZONE) -> str:
    """Why answers cannot be changed now; empty: they can. `windows` come from `windows_for`; instants are told on the
    clocks of `timezone`."""
    found = _closing(cycle, windows, at, timezone)
    return found() if found else ""


def _closing(cycle: Cycle, windows: dict[str, Window], at: datetime, timezone: str) -> Callable[[], str] | None:
    window = windows.get(Window.Kind.ANSWERS)
    if cycle.state != Cycle.State.SELF_ASSESSMENT and not _outlasts_the_filling(cycle, windows, at):
        why = _("Siklus ini tidak sedang dalam masa pengisian.")
        return partial(locks.by_state, why, cycle.state, comes=cycle.state == Cycle.State.DRAFT)
    if window is None:
        why = _("Masa pengisian belum dibuka.")
        return partial(locks.by_window, why, opens_at=None, closes_at=None, at=at, timezone=timezone)
    if window.is_open(at):
        return None
    why = _("Masa pengisian belum dibuka.") if at < window.opens_at else _("Masa pengisian sudah ditutup.")
    return partial(locks.by_window, why, opens_at=window.opens_at, closes_at=window.closes_at, at=at, timezone=timezone)


def _outlasts_the_filling(cycle: Cycle, windows: dict[str, Window], at: datetime) -> bool:
    """Once assessment was begun, an extension counts only until the assessment window opens: then marks may be given."""
    opening = windows.get(Window.Kind.ASSESSMENT)
    extension = is_extended(windows.get(Window.Kind.ANSWERS))
    return cycle.state == Cycle.State.ASSESSMENT and extension and opening is not None and at < opening.opens_at


def why_read_only(submission: Submission, windows: dict[str, Window], at: datetime) -> str:
    """Why this submission cannot be changed now: what, by whom, until when, whom to ask; empty: it can."""
    found = _lock_of(submission, windows, at)
    return found() if found else ""


def is_writable(submission: Submission, windows: dict[str, Window], at: datetime) -> bool:
    """Whether it can be changed now: as `why_read_only`, without the words."""
    return _lock_of(submission, windows, at) is None


def _lock_of(submission: Submission, windows: dict[str, Window], at: datetime) -> Callable[[], str] | None:
    if submission.state in LOCKS:
        return LOCKS[submission.state]
    known = Submission.regency.is_cached(submission)
    timezone = submission.regency.timezone if known else settings.TIME_ZONE
    return _closing(submission.cycle, windows, at, timezone)


def _handed_in() -> str:
    why, by = _("Isian ini sudah diserahkan dan hanya dapat dibaca."), _("penanggung jawab ketika menyerahkan")
    return locks.closed(why, by=by, until=_("sampai sekretariat mengembalikannya"))


def _absent() -> str:
    why = _("Daerah ini dicatat tidak ikut serta, jadi isiannya hanya dapat dibaca.")
    return locks.closed(why, by=_("sekretariat"), until=_("sampai keikutsertaannya dicatat kembali"))


def _archived() -> str:
    why = _("Isian ini hanya arsip hasil resmi.")
    return locks.closed(why, by=_("hasil resmi yang diterbitkan"), until=_("seterusnya"))


LOCKS: dict[str, Callable[[], str]] = {
    Submission.State.HANDED_IN: _handed_in,
    Submission.State.ABSENT: _absent,
    Submission.State.ARCHIVED: _archived,
}
"""What is said of a submission that its own state closes."""


def lacks_evidence(answer: Answer | None, files: int) -> bool:
    """Whether an answer that applies claims something that no file shows. Level 0 claims nothing."""
    return answer is not None and not answer.not_applicable and answer.own_level != 0 and files == 0


def _lacks_evidence(answer: Answer | None) -> bool:
    """Of an answer that comes from `answers_of`."""
    return answer is not None and lacks_evidence(answer, answer.evidence_count)  # type: ignore[attr-defined]
