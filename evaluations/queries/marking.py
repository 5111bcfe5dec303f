"""What an assessor reads beside one mark: the region's answer, its evidence, and its answer of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from evaluations.models import Note, Seat
from evaluations.queries.desk import Held, SectionProgress, Standing
from evaluations.reasons import LastYear, Why
from pillars.models import Indicator
from submissions.models import Answer, Attachment, Evidence, Submission

ANSWER = (
    *("pk", "submission_id", "yes", "number", "text", "narrative", "own_level"),
    *("not_applicable", "not_applicable_reason", "changed_at", "indicator_id"),
)
ASKED = ("key", "answer_kind", "unit")
FILE = ("pk", "page", "note", "is_late", "added_at", "changed_at")
STORED = ("pk", "name", "kind", "size", "pages")
READ = (
    *ANSWER,
    *(f"indicator__{name}" for name in ASKED),
    *(f"attachments__{name}" for name in FILE),
    *(f"attachments__evidence__{name}" for name in STORED),
)
"""What a page shows of an answer, what it needs of last year's question to write it out, and of its files."""


_ROWS = Answer.objects.order_by("attachments__added_at").values_list(*READ)
"""Its columns are looked up once; each page only adds which answers it wants."""


@dataclass(frozen=True)
class Case:
    """One question of a section as it lies before the assessor. `mark` is the own one, None: not yet given.

    `excused` are warnings that stood when the region handed in, each with the region's reason. `why` says why the mark
    must still be given a reason.
    """

    indicator: Indicator
    answer: Answer | None
    files: Sequence[Attachment]
    last_year: Answer | None
    mark: Held | None
    why: Why | None = None
    marked_last_year: LastYear | None = None
    excused: Sequence[tuple[str, str]] = ()

    @property
    def moved_on(self) -> bool:
        """Whether the answer or a file of it is younger than the own mark."""
        if self.mark is None or self.answer is None:
            return False
        at = self.mark.changed_at
        moments = [self.answer.changed_at, *(row.changed_at or row.added_at for row in self.files)]
        return any(moment > at for moment in moments)


def section_indicators(standing: Standing, section: SectionProgress) -> list[Indicator]:
    """Questions of a section in order, with their level texts."""
    return [row for row in standing.questions if row.section_slug == section.slug]


def cases_of(seat: Seat, standing: Standing, indicators: Sequence[Indicator]) -> list[Case]:
    """Answers with their files and last year's answers of these questions, beside the own marks. One query.

    A region's answers are read only once they are handed in: a draft is nobody else's business.
    """
    is_handed_in = seat.submission.state == Submission.State.HANDED_IN
    answers, before, files = _answers(seat.submission, indicators, own=is_handed_in)
    excused = _excused(seat) if is_handed_in else {}
    found = []
    for indicator in indicators:
        answer = answers.get(indicator.pk)
        case = Case(
            indicator,
            answer,
            files.get(answer.pk, ()) if answer else (),
            before.get(indicator.key),
            standing.marks.get(indicator.pk),
            standing.why(indicator),
            standing.last_year.get(indicator.key),
            excused.get(indicator.key, ()),
        )
        found.append(case)
    return found


def _excused(seat: Seat) -> dict[str, list[tuple[str, str]]]:
    """The warnings of a seat from `with_place`, as sentence and reason, by the key of their question."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in seat.warnings or ():  # type: ignore[attr-defined]
        found.setdefault(row["key"], []).append((row["sentence"], row["reason"]))
    return found


def _answers(
    submission: Submission, indicators: Sequence[Indicator], *, own: bool
) -> tuple[dict[UUID, Answer], dict[str, Answer], dict[int, list[Attachment]]]:
    """This submission's answers by id of the indicator (none while they are a draft), those of the same region in the
    cycle compared with by the key a question keeps through the years, and the files by answer. One query, a row a file."""
    wanted = Q(submission=submission, indicator__in=[row.pk for row in indicators]) if own else Q(pk__in=())
    if submission.cycle.previous_id is not None:
        earlier = Submission.objects.filter(
            cycle=submission.cycle.previous_id, regency=submission.regency_id, state=Submission.State.HANDED_IN
        )
        keys = [indicator.key for indicator in indicators]
        wanted |= Q(submission__in=earlier.values("pk"), indicator__key__in=keys)
    rows = _ROWS.filter(wanted)
    first, second, third = len(ANSWER), len(ANSWER) + len(ASKED), len(READ) - len(STORED)
    now: dict[UUID, Answer] = {}
    before: dict[str, Answer] = {}
    files: dict[int, list[Attachment]] = {}
    for row in rows:
        key, is_own = row[first], row[1] == submission.pk
        answer = now.get(row[first - 1]) if is_own else before.get(key)
        if answer is None:
            answer = Answer(**dict(zip(ANSWER, row[:first], strict=True)))
            if is_own:
                now[answer.indicator_id] = answer
            else:
                answer.indicator = Indicator(pk=answer.indicator_id, **dict(zip(ASKED, row[first:second], strict=True)))
                before[key] = answer
        if is_own and row[second] is not None:
            file = Attachment(answer_id=answer.pk, **dict(zip(FILE, row[second:third], strict=True)))
            file.evidence = Evidence(**dict(zip(STORED, row[third:], strict=True)))
            files.setdefault(answer.pk, []).append(file)
    return now, before, files


def own_notes(seat: Seat, indicator: Indicator) -> list[Note]:
    """The own notes on a question, of every audience. One query."""
    return list(Note.objects.filter(seat=seat, indicator=indicator).order_by("seat__number", "order"))
