"""The people of the demo, made through the actions that an administrator uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts import actions as accounts
from accounts.models import PORTAL, Actor, NationalRole, Role, User
from regencies import actions as regencies
from regencies.models import Agency, Membership, Regency
from smartcity import demo_accounts
from smartcity.demo_accounts import Person
from smartcity.sample.cycles import Cast


def gather(*, now: datetime) -> Cast:
    """Everybody but the contributors, whose agencies come with the sample plans. Those already there stay as they are."""
    here = [person for person in demo_accounts.PEOPLE if person.role != Role.CONTRIBUTOR]
    actors = _actors(here, now)
    return Cast(
        secretariat=next(actor for actor in actors if actor.role == Role.SECRETARIAT),
        assessors=[actor for actor in actors if actor.role == Role.ASSESSOR],
        operators=_by_region(here, actors, Role.OPERATOR),
        heads=_by_region(here, actors, Role.HEAD),
    )


def add_contributors(*, now: datetime) -> None:
    """People of the agencies; the agencies must be there."""
    _actors([person for person in demo_accounts.PEOPLE if person.role == Role.CONTRIBUTOR], now)


def _actors(people: Iterable[Person], now: datetime) -> list[Actor]:
    return [Actor(_made(person, now), person.role) for person in people]


def _by_region(people: list[Person], actors: list[Actor], role: Role) -> dict[str, Actor]:
    return {person.regency: actor for person, actor in zip(people, actors, strict=True) if person.role == role}


def _made(person: Person, now: datetime) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = accounts.create_person(
            email=person.email,
            name=person.name,
            institution=person.institution,
            password=demo_accounts.PASSWORD,
            by=PORTAL,
            at=now,
        )
    if person.regency:
        _give_membership(user, person, now)
    elif not NationalRole.objects.filter(user=user, role=person.role, ended_at__isnull=True).exists():
        accounts.grant_role(user, role=Role(person.role), by=PORTAL, at=now)
    return user


def _give_membership(user: User, person: Person, now: datetime) -> None:
    held = Membership.objects.filter(user=user, role=person.role, regency=person.regency, ended_at__isnull=True)
    if held.exists():
        return
    regency = Regency.objects.get(pk=person.regency)
    agency = Agency.objects.get(regency=regency, code=person.agency) if person.agency else None
    regencies.grant_membership(user, role=Role(person.role), regency=regency, agency=agency, by=PORTAL, at=now)
