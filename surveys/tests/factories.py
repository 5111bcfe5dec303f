"""A region with a survey of one or more pillars, and respondents that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Actor, Role, User
from pillars.models import Dimension, DimensionWeight, Indicator, Instrument, Pillar, SubPillar
from regencies.models import Regency
from submissions.models import Submission
from submissions.tests import factories as make
from surveys.actions import entry, responses, surveys
from surveys.actions.responses import Given
from surveys.actions.surveys import About
from surveys.models import Programme, Response, Survey, SurveyPart
from surveys.queries import asked_of, part_of

_number = count(1)


def make_instrument(pillars: Sequence[str] = ("governance",)) -> Instrument:
    """Three statements for each of three sub-pillars of these pillars."""
    instrument = make.make_instrument([])
    DimensionWeight.objects.create(instrument=instrument, dimension=Dimension.IMPACT, order=1, percent=100)
    order = count(1)
    for slug in pillars:
        pillar = make.make_pillar(slug)
        for sub in _sub_pillars(pillar):
            for n in (1, 2, 3):
                number = next(order)
                Indicator.objects.create(
                    instrument=instrument,
                    order=number,
                    key=f"impact.{sub.slug}.{n}",
                    dimension=Dimension.IMPACT,
                    pillar=pillar,
                    sub_pillar=sub,
                    label_id=f"Pernyataan contoh {number}",
                    label_en=f"Sample statement {number}",
                    answer_kind=Indicator.AnswerKind.SURVEY_MEAN,
                    unit="skor 0–4",
                    horizon=Indicator.Horizon.THIS_YEAR,
                )
    return instrument


def _sub_pillars(pillar: Pillar) -> list[SubPillar]:
    for order in (2, 3):
        SubPillar.objects.get_or_create(
            slug=f"{pillar.slug}-{order}"[:20],
            defaults={
                "pillar": pillar,
                "order": order,
                "name_id": f"Subpilar {order}",
                "name_en": f"Sub-pillar {order}",
            },
        )
    return list(SubPillar.objects.filter(pillar=pillar).order_by("order"))


def make_survey(
    pillars: Sequence[str] = ("governance",),
    *,
    submission: Submission | None = None,
    named: bool = True,
    step: str = "open",
) -> tuple[Survey, User]:
    """A survey with its operator, programmes named, opened unless `step` is empty; a later `step` is taken after it."""
    submission = submission or make.make_submission(instrument=make_instrument(pillars))
    operator = make.make_member(submission.regency, Role.OPERATOR)
    by, at = Actor(operator, Role.OPERATOR), timezone.now()
    survey = surveys.prepare(submission, by=by, at=at)
    if named:
        rows = Programme.objects.filter(part__survey=survey)
        surveys.describe(survey, {row.pk: About(f"Layanan {row.sub_pillar_id}") for row in rows}, by=by, at=at)
    for name in dict.fromkeys(("open", step)) if step else ():
        survey = surveys.step(survey, name, by=by, at=at)
    return survey, operator


def part(survey: Survey, pillar: str = "governance") -> SurveyPart:
    found = part_of(survey, pillar)
    assert found is not None
    return found


def statements(of: SurveyPart) -> list[Indicator]:
    return [row for asked in asked_of(of) for row in asked.statements]


def given(of: SurveyPart, values: Sequence[int | str | None], knows: Mapping[str, bool] | None = None) -> Given:
    """An answer with these values in order of the statements; None: do not know, "": left blank."""
    asked = statements(of)
    scores = {row: value for row, value in zip(asked, values, strict=True) if not isinstance(value, str)}
    return Given(scores, len(asked), knows or {})


VARIED = (4, 3, 2, 4, 3, 3, 2, 1, 4)


def answer(of: SurveyPart, values: Sequence[int | str | None] = VARIED, *, device: str = "", **fields: Any) -> Response:
    """An answer by link, each from a device of its own unless named; `knows` and `is_held` as wanted."""
    what = given(of, values, fields.pop("knows", None))
    device = device or f"perangkat-{next(_number)}"
    return responses.receive(of, what, device=device, is_held=fields.pop("is_held", False), at=timezone.now())


def address(of: SurveyPart, name: str = "form") -> str:
    return reverse(f"surveys:{name}", args=[of.survey.code, of.pillar_id])


def typed(of: SurveyPart, values: Sequence[int | str | None] = VARIED, **fields: str) -> dict[str, str]:
    """What the page sends for these values."""
    words = {row: "tt" if value is None else str(value) for row, value in zip(statements(of), values, strict=True)}
    return {**{f"n{row.order}": word for row, word in words.items() if word}, **fields}


def phone() -> Client:
    """A browser without an account."""
    return Client()


def surveyed(regency: Regency, mark: str) -> Survey:
    """An open survey of this region with an answer in it, its programmes named with `mark`."""
    submission = make.make_submission(regency=regency, instrument=make_instrument())
    survey, operator = make_survey(submission=submission, named=False, step="")
    by, at = Actor(operator, Role.OPERATOR), timezone.now()
    rows = Programme.objects.filter(part__survey=survey)
    surveys.describe(survey, {row.pk: About(f"{mark} layanan") for row in rows}, by=by, at=at)
    one = part(surveys.step(survey, "open", by=by, at=at))
    answer(one)
    entry.make_codes(one, purpose="kiosk", count=1, by=by, at=at)
    return survey
