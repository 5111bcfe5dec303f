"""What to look at before a draft cycle opens: dates, people, weights, as numbers and rows. Eight queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Sum

from accounts.models import NationalRole, Role
from pillars.models import DimensionWeight, Indicator, Instrument, LevelText
from regencies.models import Membership
from submissions.models import Cycle, CycleCohort, Submission, Window
from submissions.queries import windows_of

LEVELS = 5


@dataclass(frozen=True)
class Ruler:
    """A cohort's instrument: its weights together, questions, level texts still empty, whether last year's is the same."""

    cohort: str
    instrument: Instrument
    percent: Decimal
    questions: int
    texts_missing: int
    is_the_same: bool


@dataclass(frozen=True)
class Readiness:
    """`without_operator` and `without_head` are invited regions where nobody with an active account holds that role."""

    windows: dict[str, Window]
    regions: int
    without_operator: list[str]
    without_head: list[str]
    assessors: int
    places: int
    rulers: list[Ruler]


def readiness_of(cycle: Cycle) -> Readiness:
    rows = Submission.objects.filter(cycle=cycle)
    places = rows.aggregate(total=Sum("instrument__panel_size"))["total"] or 0
    assessors = NationalRole.objects.filter(role=Role.ASSESSOR, ended_at__isnull=True, user__is_active=True)
    return Readiness(
        windows=windows_of(cycle),
        regions=rows.count(),
        without_operator=_without(cycle, Role.OPERATOR),
        without_head=_without(cycle, Role.HEAD),
        assessors=assessors.values("user").distinct().count(),
        places=places,
        rulers=_rulers(cycle),
    )


def _without(cycle: Cycle, role: Role) -> list[str]:
    held = Membership.objects.filter(
        regency=OuterRef("regency"), role=role, ended_at__isnull=True, user__is_active=True
    )
    rows = Submission.objects.filter(~Exists(held), cycle=cycle).order_by("regency_id")
    return list(rows.values_list("regency__name", flat=True))


def _rulers(cycle: Cycle) -> list[Ruler]:
    rows = list(CycleCohort.objects.filter(cycle=cycle).select_related("instrument").order_by("cohort"))
    chosen = [row.instrument_id for row in rows]
    before = set(CycleCohort.objects.filter(cycle=cycle.previous_id).values_list("instrument_id", flat=True))
    weights = DimensionWeight.objects.filter(instrument__in=chosen).order_by().values_list("instrument")
    percent = dict(weights.annotate(total=Sum("percent")))
    asked = Indicator.objects.filter(instrument__in=chosen).order_by().values_list("instrument")
    questions = dict(asked.annotate(count=Count("pk")))
    texts = LevelText.objects.filter(indicator__instrument__in=chosen).exclude(text_id="").order_by()
    written = dict(texts.values_list("indicator__instrument").annotate(count=Count("pk")))
    return [
        Ruler(
            row.get_cohort_display(),
            row.instrument,
            percent.get(row.instrument_id, Decimal(0)),
            questions.get(row.instrument_id, 0),
            LEVELS * questions.get(row.instrument_id, 0) - written.get(row.instrument_id, 0),
            row.instrument_id in before,
        )
        for row in rows
    ]
