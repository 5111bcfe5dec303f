"""Single marks as the statistics want them, and the statistics as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from evaluations.agreement import POOR, Given
from evaluations.bands import Panel
from evaluations.models import (
    AgreementStudy,
    AssessorSeverity,
    DimensionValue,
    IndicatorAgreement,
    Mark,
    Result,
    ResultRun,
    Seat,
)
from evaluations.queries.sums import panel_values
from pillars.models import DimensionWeight, Indicator
from submissions.models import Cycle


@dataclass
class Cohort:
    """The regions of a run that have a final and were ranked among each other, in the order of their codes.

    `panels` holds their single marks, None where those were never published.
    """

    results: list[Result]
    values: list[dict[str, float]]
    weights: list[Mapping[str, float]]
    panels: list[Panel] | None


def cohorts_of(run: ResultRun) -> list[Cohort]:
    """Everything that the ranks of a run are studied from. Five queries whatever the number of regions."""
    rows = Result.objects.filter(run=run, final__isnull=False).select_related("submission")
    results = list(rows.order_by("submission__cohort", "submission__regency_id"))
    values: dict[UUID, dict[str, float]] = defaultdict(dict)
    parts = DimensionValue.objects.filter(result__run=run, value__isnull=False).order_by()
    for pk, name, value in parts.values_list("result_id", "dimension", "value"):
        values[pk][name] = float(value or 0)  # None is left out above
    instruments = {row.submission.instrument_id for row in results}
    weights: dict[UUID, dict[str, float]] = defaultdict(dict)
    for row in DimensionWeight.objects.filter(instrument__in=instruments).order_by("order"):
        weights[row.instrument_id][row.dimension] = float(row.percent)
    panels = _panels(run, results, weights) if run.kind == ResultRun.Kind.ANNOUNCED else {}
    found: dict[str, Cohort] = {}
    for result in results:
        cohort = found.setdefault(result.submission.cohort, Cohort([], [], [], [] if panels else None))
        cohort.results.append(result)
        cohort.values.append(values[result.pk])
        cohort.weights.append(weights[result.submission.instrument_id])
        if cohort.panels is not None:
            cohort.panels.append(panels[result.submission_id])
    return list(found.values())


def _panels(run: ResultRun, results: list[Result], weights: Mapping[UUID, Mapping[str, float]]) -> dict[UUID, Panel]:
    instruments = {row.submission.instrument_id for row in results}
    questions: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    asked = Indicator.objects.filter(instrument__in=instruments).order_by("order")
    for instrument, pk, dimension in asked.values_list("instrument_id", "pk", "dimension"):
        questions[instrument].append((pk, dimension))
    columns = {key: {pk: n for n, (pk, _name) in enumerate(rows)} for key, rows in questions.items()}
    instrument_of = {row.submission_id: row.submission.instrument_id for row in results}
    seats: dict[UUID, dict[UUID, list[float]]] = defaultdict(dict)
    marks = Mark.objects.filter(
        seat__submission__cycle=run.cycle_id, seat__state=Seat.State.HANDED_IN, value__isnull=False
    )
    rows = marks.order_by("seat__submission_id", "seat__number").values_list(
        "seat__submission_id", "seat_id", "indicator_id", "value"
    )
    for submission, seat, indicator, value in rows.iterator(chunk_size=20_000):
        place = columns[instrument_of[submission]] if submission in instrument_of else None
        if place is None:
            continue
        own = seats[submission].setdefault(seat, [float("nan")] * len(place))
        own[place[indicator]] = float(value or 0)  # None is left out above
    for submission, indicator, agreed in panel_values(item__submission__cycle=run.cycle_id):
        for own in seats.get(submission, {}).values():  # whoever had sat there: the panel's value stays
            column = columns[instrument_of[submission]][indicator]
            own[column] = float("nan") if agreed is None else float(agreed)
    return {
        submission: Panel(
            np.array(list(seats[submission].values())),
            tuple(name for _pk, name in questions[instrument]),
            weights[instrument],
        )
        for submission, instrument in instrument_of.items()
    }


def given_in(cycle: Cycle) -> list[Given]:
    """All marks of handed-in seats of a cycle that have a value. One query."""
    rows = Mark.objects.filter(
        seat__submission__cycle=cycle, seat__state=Seat.State.HANDED_IN, value__isnull=False
    ).order_by("id")
    names = ("seat__submission_id", "indicator_id", "seat__assessor_id", "value")
    return [Given(*row) for row in rows.values_list(*names).iterator(chunk_size=20_000)]


@dataclass(frozen=True)
class Shown:
    """The newest study of a cycle. `poor` are questions that panels read differently, the worst first."""

    study: AgreementStudy
    poor: list[IndicatorAgreement]
    others: list[IndicatorAgreement]
    assessors: list[AssessorSeverity]


def shown(cycle: Cycle) -> Shown | None:
    """Three queries; one when there is no study yet."""
    study = AgreementStudy.objects.filter(cycle=cycle).first()
    if study is None:
        return None
    rows = list(_indicators(study))
    known = sorted((row for row in rows if row.alpha is not None), key=lambda row: row.alpha or Decimal(0))
    unknown = [row for row in rows if row.alpha is None]
    poor = [row for row in known if row.alpha is not None and row.alpha < POOR]
    people = AssessorSeverity.objects.filter(study=study).select_related("assessor")
    assessors = sorted(people, key=lambda row: (-abs(row.difference), row.assessor.name))
    return Shown(study, poor, [*known[len(poor) :], *unknown], assessors)


def _indicators(study: AgreementStudy) -> QuerySet[IndicatorAgreement]:
    rows = IndicatorAgreement.objects.filter(study=study).select_related("indicator__instrument")
    return rows.order_by("indicator__instrument__slug", "indicator__order")
