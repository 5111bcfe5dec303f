"""Reads of a survey: what is asked, what counts, what is flagged, how far each part is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from pillars.models import Indicator, Instrument
from surveys.models import Programme, Response, Survey, SurveyPart

Verdict = Response.Verdict


def statements_of(instrument: Instrument) -> list[Indicator]:
    """The statements that a survey asks: means of a sub-pillar, in order. One query."""
    kind = Indicator.AnswerKind.SURVEY_MEAN
    rows = Indicator.objects.filter(instrument=instrument, answer_kind=kind, sub_pillar__isnull=False)
    return list(rows.order_by("order"))


@dataclass(frozen=True)
class Asked:
    """A programme with its statements, as a respondent meets it."""

    programme: Programme
    statements: Sequence[Indicator]

    @property
    def key(self) -> str:
        """The programme's sub-pillar."""
        return str(self.programme.sub_pillar_id)


def programmes_of(survey: Survey) -> dict[int, list[Programme]]:
    """Programmes by part, with sub-pillar and agency. One query."""
    found: dict[int, list[Programme]] = {}
    rows = Programme.objects.filter(part__survey=survey).select_related("sub_pillar__pillar", "agency")
    for row in rows.order_by("sub_pillar__pillar__order", "sub_pillar__order"):
        found.setdefault(row.part_id, []).append(row)
    return found


def asked_of(part: SurveyPart) -> list[Asked]:
    """What a respondent of this part is asked: programmes that have a name, with their statements. Two queries.

    `part` comes with its survey, submission and instrument.
    """
    statements = statements_of(part.survey.submission.instrument)
    rows = Programme.objects.filter(part=part).exclude(name="").select_related("sub_pillar")
    return [asked for row in rows.order_by("sub_pillar__order") if (asked := asked_about(row, statements)).statements]


def asked_about(programme: Programme, statements: Sequence[Indicator]) -> Asked:
    """The programme with its own of these statements."""
    return Asked(programme, [row for row in statements if row.sub_pillar_id == programme.sub_pillar_id])


def counts(prefix: str = "") -> Q:
    """Responses that count: not set aside, and not held unless somebody kept them. `prefix` leads to the response."""
    held = Q(**{f"{prefix}is_held": True}) & ~Q(**{f"{prefix}verdict": Verdict.KEPT})
    return ~Q(**{f"{prefix}verdict": Verdict.SET_ASIDE}) & ~held


def with_twice(rows: QuerySet[Response]) -> QuerySet[Response]:
    """With `is_twice`: the same device or number answered another part of the same survey, and that answer counts."""
    others = Response.objects.filter(counts(), part__survey=OuterRef("part__survey")).exclude(part=OuterRef("part"))
    same_device = others.exclude(device="").filter(device=OuterRef("device"))
    same_label = others.exclude(label="").filter(label=OuterRef("label"))
    return rows.annotate(is_twice=Q(Exists(same_device)) | Q(Exists(same_label)))


def flagged(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Those of them that carry any flag."""
    return with_twice(rows).filter(Q(is_twice=True) | Q(is_flat=True) | Q(is_blind=True) | Q(is_held=True))


def flags_of(row: Response) -> list[str]:
    """Flags of a response read by `with_twice`, as codes of `words.RESPONSE_FLAGS`."""
    marks = {
        "twice": row.is_twice,  # type: ignore[attr-defined]
        "flat": row.is_flat,
        "blind": row.is_blind,
        "held": row.is_held,
    }
    return [flag for flag, stands in marks.items() if stands]


def is_undecided(row: Response) -> bool:
    """Whether a flag stands that nobody has decided about. What came up after the decision counts anew."""
    if row.verdict == Verdict.SET_ASIDE:
        return False
    return not set(flags_of(row)) <= set(row.kept_for.split())


def part_of(survey: Survey, pillar: str) -> SurveyPart | None:
    """The part of this pillar, with all that its pages read of it."""
    related = ("pillar", "survey__submission__regency", "survey__submission__instrument", "survey__submission__cycle")
    found: SurveyPart | None = (
        SurveyPart.objects.select_related(*related, "evidence").filter(survey=survey, pillar=pillar).first()
    )
    return found
