"""A Masterplan beside an RPJMD, and assessors with a seat, for tests of this room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Actor, Role, User
from alignment import actions
from alignment.ends import End, Kind
from alignment.models import Link
from documents.models import Document, MasterplanProgramme, RpjmdProgramme
from documents.tests.factories import (
    AT,
    KUTAI,
    PASER,
    WHO,
    make_document,
    make_person,
    make_pillar,
    make_programme,
    make_regency,
    make_rpjmd,
)
from evaluations.actions import acceptance, panels
from submissions.models import Cycle
from submissions.tests import factories as submissions

__all__ = [
    "AT",
    "KUTAI",
    "PASER",
    "WHO",
    "make_document",
    "make_link",
    "make_person",
    "make_pillar",
    "make_programme",
    "make_regency",
    "make_rpjmd",
    "make_seated",
    "rpjmd",
]  # fmt: skip


def rpjmd(programme: RpjmdProgramme) -> End:
    return End(Kind.RPJMD, str(programme.pk))


def make_link(programme: MasterplanProgramme, other: RpjmdProgramme, **more: Any) -> Link:
    return actions.confirm(programme, rpjmd(other), **{**WHO, **more})


def make_seated(plan: Document, *, accepted: bool = True) -> User:
    """An assessor with a seat at the plan's regency, in a cycle that is being assessed."""
    now: datetime = timezone.now()
    cycle = submissions.make_cycle(state=Cycle.State.ASSESSMENT, at=now)
    submission = submissions.make_submission(regency=plan.regency, state="handed_in", answered=True, cycle=cycle)
    assessor = make_person(role=Role.ASSESSOR)
    secretariat = Actor(make_person(role=Role.SECRETARIAT), Role.SECRETARIAT)
    seat = panels.seat(submission, assessor, by=secretariat, at=now)
    if accepted:
        acceptance.accept(seat, by=Actor(assessor, Role.ASSESSOR), at=now)
    return assessor
