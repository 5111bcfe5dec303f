"""Who reads which rows, as a table: a row of each kind, and the people who see it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, NationalRole, Role, User
from journal import actions
from journal.models import Audience, Entry
from journal.rules import Reach, visible_entries

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
PASER, CYCLE = "64.01", "11111111-1111-1111-1111-111111111111"

READERS = {
    "operator": Reach(staff={PASER}, cycles={CYCLE}),
    "contributor": Reach(contributors={PASER}, cycles={CYCLE}),
    "council": Reach(council={PASER}, council_cycles={CYCLE}),
    "assessor": Reach(cycles={CYCLE}),
    "neighbour": Reach(staff={"64.02"}),
    "secretariat": Reach(),
    "administrator": Reach(),
    "nobody": Reach(),
}
# Verb, region, cycle, audience, and who reads it.
ROWS = [
    ("answer.change", PASER, CYCLE, Audience.REGION, {"operator", "secretariat"}),
    ("evidence.add", PASER, CYCLE, Audience.REGION, {"operator", "secretariat"}),
    ("submission.hand_in", PASER, CYCLE, Audience.REGION, {"operator", "contributor", "secretariat"}),
    ("report.store", PASER, CYCLE, Audience.REGION, {"operator", "council", "secretariat"}),
    ("document.change", PASER, "", Audience.REGION, {"operator", "council", "secretariat"}),
    ("quickwin.status", PASER, "", Audience.REGION, {"operator", "council", "secretariat"}),
    ("cycle.window", "", CYCLE, Audience.REGION, {"operator", "contributor", "assessor", "secretariat"}),
    ("cycle.announce", "", CYCLE, Audience.REGION, {"operator", "contributor", "council", "assessor", "secretariat"}),
    ("cycle.window", "", "22222222-2222-2222-2222-222222222222", Audience.REGION, {"secretariat"}),
    ("cycle.create", "", CYCLE, Audience.SECRETARIAT, {"secretariat"}),
    ("panel.seat", PASER, CYCLE, Audience.SECRETARIAT, {"secretariat"}),
    ("person.grant", "", "", Audience.SECRETARIAT, {"secretariat", "administrator"}),
    ("mark.change", PASER, CYCLE, Audience.OWN, set()),
    ("note.change", PASER, CYCLE, Audience.OWN, set()),
    ("seat.hand_in", PASER, CYCLE, Audience.OWN, set()),
    ("person.password", "", "", Audience.OWN, set()),
]


def make_user(name: str) -> User:
    user = User.objects.create_user(f"{name}@contoh.test", "rahasia-sekali", name=name)
    if name in (Role.SECRETARIAT, Role.ADMINISTRATOR, Role.ASSESSOR):
        NationalRole.objects.create(user=user, role=name)
    return user


def write(verb: str, by: User, regency: str = "", cycle: str = "", audience: str = Audience.REGION) -> Entry:
    actor = Actor(by, "")
    return actions.write(verb, by, by=actor, at=NOW, regency_code=regency, cycle_id=cycle, audience=audience)


@pytest.mark.parametrize(("verb", "regency", "cycle", "audience", "readers"), ROWS)
def test_who_reads_a_row(verb: str, regency: str, cycle: str, audience: str, readers: set[str]) -> None:
    write(verb, make_user("pelaku"), regency, cycle, audience)
    seeing = {name for name, reach in READERS.items() if visible_entries(make_user(name), reach).exists()}
    assert seeing == readers


@pytest.mark.parametrize("audience", Audience.values)
def test_everybody_reads_the_own_rows(audience: str) -> None:
    person = make_user("pelaku")
    entry = write("mark.change", person, PASER, CYCLE, audience)
    assert list(visible_entries(person, Reach())) == [entry]


def test_who_has_not_signed_in_reads_nothing() -> None:
    write("cycle.announce", make_user("pelaku"), "", CYCLE)
    assert not visible_entries(AnonymousUser(), READERS["operator"]).exists()
