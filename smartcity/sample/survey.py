"""The sample survey of Kabupaten Paser: invented programmes, answers from a seeded generator, some of them odd."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from accounts.models import Actor
from regencies.models import Agency
from submissions.models import Submission
from surveys.actions import responses, surveys
from surveys.actions.responses import Given
from surveys.actions.surveys import About
from surveys.models import Programme, Survey, SurveyPart
from surveys.queries import asked_of, part_of

SEED = 20231130
DAYS = 9
USERS = 1200
FULL, BEGUN = ("governance", 54), ("living", 8)
"""Pillar and how many answered: one that has its fifty, one that has only begun. Nobody answered the others."""


def build(submission: Submission, *, by: Actor, at: datetime) -> list[str]:
    """The survey of this submission, opened some days before `at`; nothing when there is one. Needs the reference data."""
    if Survey.objects.filter(submission=submission).exists():
        return []
    begun = at - timedelta(days=DAYS)
    survey = surveys.prepare(submission, by=by, at=begun)
    agencies = list(Agency.objects.filter(regency=submission.regency_id).order_by("code"))
    rows = Programme.objects.filter(part__survey=survey).select_related("sub_pillar")
    about = {
        row.pk: About(
            f"Contoh: layanan {row.sub_pillar.name_id}", agencies[place % len(agencies)] if agencies else None, USERS
        )
        for place, row in enumerate(rows.order_by("part__pillar__order", "sub_pillar__order"))
        if row.sub_pillar_id != "mobility"  # left open, so that an empty programme shows
    }
    surveys.describe(survey, about, by=by, at=begun)
    survey = surveys.step(survey, "open", by=by, at=begun)
    chance = random.Random(SEED)
    made = sum(_fill(survey, pillar, count, chance, at) for pillar, count in (FULL, BEGUN))
    return [f"sample survey: {made} answers"]


def _fill(survey: Survey, pillar: str, count: int, chance: random.Random, at: datetime) -> int:
    part = part_of(survey, pillar)
    if part is None:
        return 0
    for number in range(count):
        given = _given(part, number, chance)
        when = at - timedelta(days=chance.randrange(DAYS))
        # the first two of the second pillar come from devices that answered the first pillar too
        device = f"contoh-{number}" if number < 2 else f"contoh-{pillar}-{number}"
        responses.receive(part, given, device=device, is_held=False, at=when)
    return count


def _given(part: SurveyPart, number: int, chance: random.Random) -> Given:
    """Every tenth the same everywhere, every seventeenth a 0 for what is not known, now and then "do not know"."""
    asked = asked_of(part)
    statements = [row for one in asked for row in one.statements]
    flat = chance.randrange(5) if number % 10 == 9 else None
    scores = {
        row: flat if flat is not None else chance.choices((0, 1, 2, 3, 4, None), (1, 2, 5, 9, 6, 2))[0]
        for row in statements
    }
    knows = {one.key: True for one in asked}
    if number % 17 == 16:
        knows[asked[0].key] = False
        scores[asked[0].statements[0]] = 0
    return Given(scores, len(statements), knows)
