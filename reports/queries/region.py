"""All that the report of one region says, read from its result. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from common.clock import local
from evaluations import scoring, words
from evaluations.models import DimensionValue, Mark, Note, QuestionValue, Result, ResultRun, Seat, shown_mark
from evaluations.queries.notes import about, region_notes
from pillars.models import Dimension, Indicator, Pillar
from reports.queries.emblem import emblem
from reports.shapes import DimensionLine, NoteLine, PillarLine, QuestionLine, RegionReport
from submissions.models import Answer


def results_with_relations() -> QuerySet[Result]:
    """Results with everything `region_report` reads of them. One query."""
    return Result.objects.select_related(
        "run__cycle__previous",
        "submission__regency__province",
        "submission__instrument",
        "submission__cycle",
        "previous__run__cycle",
    )


def result_with_relations(result_id: UUID | str) -> Result:
    return results_with_relations().get(pk=result_id)


def region_report(result: Result) -> RegionReport:
    """The report of `result` (from `result_with_relations`)."""
    submission, cycle, instrument = result.submission, result.run.cycle, result.submission.instrument
    regency = submission.regency
    before = last_years(result)
    questions = _questions(result)
    notes = _notes(result)
    return RegionReport(
        regency_name=regency.name,
        regency_code=regency.code,
        province_name=regency.province.name,
        cycle_name=cycle.name,
        year=cycle.year,
        stage_name=cycle.get_stage_display(),
        cohort_name=submission.get_cohort_display(),
        instrument_name=str(instrument),
        announced_at=local(cycle.announced_at or result.run.at, regency.timezone),
        timezone_label=regency.zone_label,
        knows_hour=result.run.kind != ResultRun.Kind.IMPORTED,
        sample=cycle.is_sample,
        final=result.final,
        improvement=result.improvement,
        previous_year=before.run.cycle.year if before else None,
        previous_final=before.final if before else None,
        previous_unrounded=before.unrounded if before else None,
        rank=result.rank,
        rank_of=result.rank_of,
        rank_set=_rank_set(result),
        tie_rule=words.tie_rule(cycle.tie_chain),
        rounding=instrument.rounding,
        rounding_text=words.rounding(instrument.rounding),
        improvement_text=words.improvement(instrument.improvement_rule),
        dimensions=_dimensions(result, before, questions),
        pillars=_pillars(questions, _questions(before) if before else []),
        strengths=notes[Note.Kind.STRENGTH],
        weaknesses=notes[Note.Kind.WEAKNESS],
        recommendations=notes[Note.Kind.RECOMMENDATION],
        result_id=str(result.pk),
        run_number=result.run.number,
        input_hash=result.run.input_hash,
        emblem=emblem(regency.pk),
    )


def last_years(result: Result) -> Result | None:
    """The region's result in the cycle compared with: the one the improvement was made from, else the current one."""
    if result.previous_id is not None:
        return result.previous
    if result.run.cycle.previous_id is None:
        return None
    rows = Result.objects.filter(
        run__cycle_id=result.run.cycle.previous_id,
        run__is_current=True,
        submission__regency_id=result.submission.regency_id,
    )
    return rows.select_related("run__cycle", "submission").first()


def _questions(result: Result) -> list[tuple[Indicator, QuestionLine]]:
    rows = QuestionValue.objects.filter(result=result).order_by("indicator__order")
    answers = {answer.indicator_id: answer for answer in Answer.objects.filter(submission=result.submission_id)}
    marks = _marks(result)
    found = []
    for row in rows.select_related("indicator__pillar"):
        indicator = row.indicator
        answer = answers.get(indicator.pk)
        line = QuestionLine(
            number=indicator.order,
            key=indicator.key,
            label=indicator.label,
            pillar_name=indicator.pillar.name if indicator.pillar else "",
            answer_text=answer_text(answer, indicator),
            narrative=answer.narrative if answer else "",
            own_level="" if answer is None or answer.own_level is None else str(answer.own_level),
            value=scoring.half_up(Fraction(row.total, row.count)) if row.count else None,
            marks=_marks_of(row, marks[indicator.pk]),
        )
        found.append((indicator, line))
    return found


def answer_text(answer: Answer | None, indicator: Indicator) -> str:
    """A region's answer as it is printed, with its unit; empty where there is none. 0 is an answer."""
    if answer is not None and answer.not_applicable:
        return _("Tidak berlaku: %(reason)s") % {"reason": answer.not_applicable_reason}
    return words.answer(answer, indicator)


def _rank_set(result: Result) -> str:
    among = words.rank_set(result.submission.cohort, result.run.cycle.name, result.rank_of)
    if result.rank is None:
        return _("Tidak diperingkat. Yang diperingkat: %(among)s.") % {"among": among}
    return _("Diperingkat di antara %(among)s.") % {"among": among}


def _marks(result: Result) -> dict[UUID, list[tuple[int | None, bool]]]:
    """Marks of each question from the highest down, those without a value last: the order tells no one's seat."""
    rows = Mark.objects.filter(seat__submission=result.submission_id, seat__state=Seat.State.HANDED_IN)
    found: dict[UUID, list[tuple[int | None, bool]]] = defaultdict(list)
    ordered = rows.order_by(F("value").desc(nulls_last=True), "abstained")
    for indicator, value, abstained in ordered.values_list("indicator_id", "value", "abstained"):
        found[indicator].append((value, abstained))
    return found


def _marks_of(row: QuestionValue, marks: list[tuple[int | None, bool]]) -> tuple[str, ...]:
    """The marks as printed; none where they are not those that the stored value was made from."""
    counting = [value for value, _abstained in marks if value is not None]
    if (sum(counting), len(counting)) != (row.total, row.count):
        return ()
    return tuple(shown_mark(value, abstained=abstained) for value, abstained in marks)


def _dimensions(
    result: Result, before: Result | None, questions: list[tuple[Indicator, QuestionLine]]
) -> tuple[DimensionLine, ...]:
    last_year = dict(before.dimensions.values_list("dimension", "value")) if before else {}
    return tuple(
        DimensionLine(
            slug=row.dimension,
            name=str(Dimension(row.dimension).label),
            weight=row.percent,
            value=row.value,
            weighted=row.weighted,
            previous_value=last_year.get(row.dimension),
            questions=tuple(line for indicator, line in questions if indicator.dimension == row.dimension),
        )
        for row in DimensionValue.objects.filter(result=result)
    )


def _pillars(
    questions: list[tuple[Indicator, QuestionLine]], last_year: list[tuple[Indicator, QuestionLine]]
) -> tuple[PillarLine, ...]:
    """The plain mean of each pillar's questions: our own reading aid, no part of the final value."""
    now, then = _pillar_means(questions), _pillar_means(last_year)
    if not now:
        return ()
    return tuple(
        PillarLine(pillar.slug, pillar.name, now.get(pillar.slug), then.get(pillar.slug))
        for pillar in Pillar.objects.all()
    )


def _pillar_means(questions: list[tuple[Indicator, QuestionLine]]) -> dict[str, Decimal | None]:
    values: dict[str, list[Decimal | None]] = defaultdict(list)
    for indicator, line in questions:
        if indicator.pillar_id:
            values[indicator.pillar_id].append(line.value)
    return {slug: scoring.dimension_value(found) for slug, found in values.items()}


def _notes(result: Result) -> dict[str, tuple[NoteLine, ...]]:
    found: dict[str, list[NoteLine]] = {kind: [] for kind in Note.Kind.values}
    for note in region_notes(result.submission_id):
        found[note.kind].append(NoteLine(note.seat.assessor.name, note.text, about(note)))
    return {kind: tuple(lines) for kind, lines in found.items()}
