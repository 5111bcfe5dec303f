"""Cycles as lists, calendars and cockpits show them: windows, numbers of regions, progress, what is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from pillars.models import Cohort, Indicator, Instrument
from pillars.queries import faults_of
from submissions.models import Answer, Cycle, CycleCohort, Submission, Window
from submissions.queries import extensions_of

_Kind = Indicator.AnswerKind
_HAS_VALUE = (
    Q(indicator__answer_kind=_Kind.YES_NO, yes__isnull=False)
    | Q(indicator__answer_kind=_Kind.TEXT, text__regex=r"\S")
    | (~Q(indicator__answer_kind__in=(_Kind.YES_NO, _Kind.TEXT)) & Q(number__isnull=False))
)
COMPLETE = Q(awaits_confirmation=False) & (
    Q(not_applicable=True, not_applicable_reason__regex=r"\S")
    | (Q(not_applicable=False, own_level__isnull=False) & _HAS_VALUE)
)
"""Answers that lack nothing: the same as `submissions.queries.lacking` being empty, said to the database."""


@dataclass(frozen=True)
class Lack:
    """Something a draft still needs before it opens. `place`: "cohort", "invite", or the kind of a window."""

    text: str
    place: str

    @property
    def is_window(self) -> bool:
        return self.place in Window.Kind.values


def what_it_lacks(cycle: Cycle) -> list[Lack]:
    """Why a draft cannot be opened yet; empty: go. Five queries at most."""
    instruments = {
        row.instrument_id: row.instrument
        for row in CycleCohort.objects.filter(cycle=cycle).select_related("instrument")
    }
    found = [
        Lack(_("%(instrument)s: %(fault)s") % {"instrument": instruments[pk], "fault": fault}, "cohort")
        for pk, faults in (faults_of(instruments) if instruments else {}).items()
        for fault in faults
    ]
    if not instruments:
        found.append(Lack(_("Belum ada kohort dengan instrumen."), "cohort"))
    if not Submission.objects.filter(cycle=cycle).exists():
        found.append(Lack(_("Belum ada daerah yang diundang."), "invite"))
    kinds = set(Window.objects.filter(cycle=cycle).values_list("kind", flat=True))
    if Window.Kind.ANSWERS not in kinds:
        found.append(Lack(_("Jendela waktu isian belum ditetapkan."), Window.Kind.ANSWERS))
    if Window.Kind.ASSESSMENT not in kinds:
        found.append(Lack(_("Jendela waktu penilaian belum ditetapkan."), Window.Kind.ASSESSMENT))
    return found


@dataclass(frozen=True)
class WindowLine:
    """One kind of window of a cycle; `window` is None while it is not set."""

    kind: str
    label: str
    window: Window | None
    at: datetime

    @property
    def state(self) -> str:
        """ "unset", "before", "open" or "closed"."""
        if self.window is None:
            return "unset"
        if self.at < self.window.opens_at:
            return "before"
        return "open" if self.window.is_open(self.at) else "closed"


def window_lines(windows: Iterable[Window], at: datetime) -> list[WindowLine]:
    """All six kinds in order, set or not, as they stand at this moment."""
    known = {window.kind: window for window in windows}
    return [WindowLine(kind.value, str(kind.label), known.get(kind), at) for kind in Window.Kind]


@dataclass(frozen=True)
class CycleRow:
    """A cycle in a list with its windows that are set; `next_closing` is what ends soonest from now on."""

    cycle: Cycle
    lines: list[WindowLine]

    @property
    def next_closing(self) -> WindowLine | None:
        running = [line for line in self.lines if line.window and line.window.closes_at > line.at]
        return min(running, key=lambda line: line.window.closes_at, default=None)  # type: ignore[union-attr]

    @property
    def is_running(self) -> bool:
        return self.cycle.state != Cycle.State.ANNOUNCED


def cycles_of_the_office(at: datetime) -> list[CycleRow]:
    """All cycles, drafts too, each with how many regions are in which state. Two queries."""
    states = {f"count_{state}": Count("submissions", filter=Q(submissions__state=state)) for state in _counted()}
    # An aggregate drops the model's own order.
    return _rows(Cycle.objects.annotate(**states).order_by("-year", "-stage", "is_sample"), at)


def calendar(at: datetime) -> list[CycleRow]:
    """Cycles everybody may know of: opened or announced, the running ones first. Two queries."""
    rows = _rows(Cycle.objects.exclude(state=Cycle.State.DRAFT), at)
    return sorted(rows, key=lambda row: not row.is_running)


def _rows(cycles: QuerySet[Cycle], at: datetime) -> list[CycleRow]:
    found = []
    for cycle in cycles.prefetch_related("windows"):
        lines = [line for line in window_lines(cycle.windows.all(), at) if line.window is not None]
        found.append(CycleRow(cycle, lines))
    return found


def _counted() -> list[str]:
    return [str(state) for state in Submission.State.values]


def state_counts(cycle: Cycle) -> list[tuple[str, str, int]]:
    """State, its word, number of regions; states nobody is in are left out. One query."""
    rows = Submission.objects.filter(cycle=cycle).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return [(s.value, str(s.label), counts[s.value]) for s in Submission.State if s.value in counts]


@dataclass(frozen=True)
class CohortLine:
    """A cohort of a cycle: its instrument (None: left out), how many regions are invited into it, the choices."""

    cohort: str
    label: str
    instrument: Instrument | None
    invited: int
    choices: tuple[Instrument, ...] = ()


def cohort_lines(cycle: Cycle) -> list[CohortLine]:
    """All cohorts with their instruments and the instruments one may choose (those with indicators). Three queries."""
    chosen = {
        row.cohort: row.instrument for row in CycleCohort.objects.filter(cycle=cycle).select_related("instrument")
    }
    rows = Submission.objects.filter(cycle=cycle).order_by().values_list("cohort").annotate(count=Count("pk"))
    invited = dict(rows)
    counted = Instrument.objects.annotate(indicator_count=Count("indicators")).filter(indicator_count__gt=0)
    usable = list(counted.order_by("-year", "stage", "-version"))
    return [
        CohortLine(
            kind.value,
            str(kind.label),
            chosen.get(kind.value),
            invited.get(kind.value, 0),
            tuple(row for row in usable if row.cohort == kind.value),
        )
        for kind in Cohort
    ]


def regions_in(cycle: Cycle, *, state: str = "", cohort: str = "", search: str = "") -> QuerySet[Submission]:
    """Submissions of a cycle in order of the codes, narrowed by the filters of the page."""
    rows = Submission.objects.filter(cycle=cycle).select_related("regency").order_by("regency_id")
    if state:
        rows = rows.filter(state=state)
    if cohort:
        rows = rows.filter(cohort=cohort)
    if search:
        rows = rows.filter(Q(regency__name__icontains=search) | Q(regency__code__startswith=search))
    return rows


@dataclass(frozen=True)
class RegionLine:
    """A region in a cycle: answers that lack nothing, of all questions. `total` is 0 where there are none to answer.

    `extended_until` is the end of the time that this region alone was given.
    """

    submission: Submission
    complete: int
    total: int
    extended_until: datetime | None = None


def region_lines(submissions: Sequence[Submission]) -> list[RegionLine]:
    """Progress and extensions of these submissions. Three queries, however many."""
    answers: Any = Answer.objects.filter(COMPLETE, submission__in=[row.pk for row in submissions])
    complete = dict(answers.order_by().values_list("submission_id").annotate(count=Count("pk")))
    asked: Any = Indicator.objects.filter(instrument__in={row.instrument_id for row in submissions})
    total = dict(asked.order_by().values_list("instrument_id").annotate(count=Count("pk")))
    until = extensions_of([row.pk for row in submissions])
    return [
        RegionLine(row, complete.get(row.pk, 0), total.get(row.instrument_id, 0), until.get(row.pk))
        for row in submissions
    ]
