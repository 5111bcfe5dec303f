"""What a certificate says. Two queries beside the result itself: its dimensions and the emblem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from common.clock import local
from evaluations.models import DimensionValue, Result
from pillars.models import Dimension
from reports.queries.emblem import emblem
from reports.shapes import Emblem


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Certificate:
    regency_name: str
    province_name: str
    cycle_name: str
    stage_name: str
    cohort_name: str
    year: int
    sample: bool
    final: Decimal | None
    rank: int | None
    rank_of: int
    announced_at: datetime
    run_number: int
    result_id: str
    dimensions: tuple[Part, ...]
    emblem: Emblem | None = None


def certificate(result: Result) -> Certificate:
    """The certificate of a result (from `results_with_relations`)."""
    submission, cycle = result.submission, result.run.cycle
    parts = DimensionValue.objects.filter(result=result)
    return Certificate(
        regency_name=submission.regency.name,
        province_name=submission.regency.province.name,
        cycle_name=cycle.name,
        stage_name=str(cycle.get_stage_display()),
        cohort_name=str(submission.get_cohort_display()),
        year=cycle.year,
        sample=cycle.is_sample,
        final=result.final,
        rank=result.rank,
        rank_of=result.rank_of,
        announced_at=local(cycle.announced_at or result.run.at, submission.regency.timezone),
        run_number=result.run.number,
        result_id=str(result.pk),
        dimensions=tuple(Part(str(Dimension(part.dimension).label), part.value) for part in parts),
        emblem=emblem(submission.regency_id),
    )
