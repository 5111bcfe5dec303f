"""The journal as one reader may see it: filtered, a page at a time, with before and after as words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet

from accounts.models import Role, User
from documents.models import MasterplanProgramme, Target
from evaluations.rules import own_seats
from journal.models import Entry
from journal.rules import Reach, visible_entries
from journal.verbs import VERBS
from pillars.models import Instrument
from regencies.models import Agency, Regency
from regencies.queries import by_code
from regencies.rules import own_codes
from reports.journal_words import Change, changes
from submissions.models import Cycle, Submission

PAGE = 50
POINTERS: dict[str, type[models.Model]] = {
    "assessor": User,
    "previous": Cycle,
    "instrument": Instrument,
    "based_on": Instrument,
    "agency": Agency,
    "owner": Agency,
    "masterplan_programme": MasterplanProgramme,
    "rpjmd_target": Target,
}
"""Fields whose values are ids, and of what."""


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty means all. `before` is the number of a row: only older ones."""

    regency: str = ""
    verb: str = ""
    person: str = ""
    before: int | None = None


@dataclass(frozen=True)
class Line:
    """A row of the journal in words. `regency` is None for national rows; times are shown in `timezone`."""

    entry: Entry
    verb: str
    role: str
    regency: Regency | None
    changes: list[Change]

    @property
    def timezone(self) -> str:
        return self.regency.timezone if self.regency else ""


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    older: int | None
    """The `before` of the next page; None: this is the last."""


def reach_of(user: User | AnonymousUser) -> Reach:
    """What this person reads about: roles in regencies, and the opened cycles of these and of own seats. Two queries."""
    staff = own_codes(user, Role.OPERATOR, Role.HEAD)
    contributors, council = own_codes(user, Role.CONTRIBUTOR), own_codes(user, Role.COUNCIL)
    rows = Submission.objects.filter(regency__in=own_codes(user)).exclude(cycle__state=Cycle.State.DRAFT)
    cycles: set[str] = set()
    council_cycles: set[str] = set()
    for code, cycle in rows.values_list("regency_id", "cycle_id"):
        (cycles if code in staff | contributors else council_cycles).add(str(cycle))
    cycles |= {str(cycle) for cycle in own_seats(user).values_list("submission__cycle_id", flat=True)}
    return Reach(staff, contributors, council, cycles, council_cycles)


def page(user: User | AnonymousUser, filters: Filters, *, size: int = PAGE) -> Page:
    """One page of the rows this person may read, newest first. At most six queries, after those for the roles."""
    rows = list(_filtered(visible_entries(user, reach_of(user)), filters).select_related("user")[: size + 1])
    shown = rows[:size]
    return Page(lines_of(shown), shown[-1].pk if len(rows) > size else None)


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """Rows in words. One query, and one per model that their values point to."""
    rows = list(entries)
    labels = _labels(rows)
    regencies = by_code({row.regency_code for row in rows if row.regency_code})
    return [
        Line(
            row,
            str(VERBS.get(row.verb, row.verb)),
            str(Role(row.role).label) if row.role else "",
            regencies.get(row.regency_code),
            changes(row.before, row.after, _zone(regencies.get(row.regency_code)), labels),
        )
        for row in rows
    ]


def _labels(rows: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Names of what the values of these rows point to, by field and id. A query per model that occurs."""
    ids: dict[type[models.Model], set[str]] = defaultdict(set)
    asked: set[tuple[str, str]] = set()
    for row in rows:
        for name, value in (*row.before.items(), *row.after.items()):
            if name in POINTERS and _is_id(POINTERS[name], value):
                ids[POINTERS[name]].add(str(value))
                asked.add((name, str(value)))
    names = {(model, str(row.pk)): str(row) for model, keys in ids.items() for row in _rows(model, keys)}
    return {(name, key): names[POINTERS[name], key] for name, key in asked if (POINTERS[name], key) in names}


def _rows(model: type[models.Model], keys: Collection[str]) -> Iterable[models.Model]:
    return model._default_manager.filter(pk__in=keys)


def _is_id(model: type[models.Model], value: object) -> bool:
    """Whether a stored value can be an id of the model; a code or a name is shown as it is."""
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return value not in (None, "")


def _filtered(rows: QuerySet[Entry], filters: Filters) -> QuerySet[Entry]:
    wanted = Q()
    if filters.regency:
        wanted &= Q(regency_code=filters.regency)
    if filters.verb:
        wanted &= Q(verb=filters.verb)
    if filters.person:
        wanted &= Q(user__name__icontains=filters.person)
    found = rows.filter(wanted)
    return found if filters.before is None else _older_than(found, filters.before)


def _older_than(rows: QuerySet[Entry], number: int) -> QuerySet[Entry]:
    """Rows after row `number` in the order of the page; none when the reader may not see that row. One query."""
    last = rows.filter(pk=number).values_list("at", flat=True).first()
    return rows.none() if last is None else rows.filter(Q(at__lt=last) | Q(at=last, pk__lt=number))


def _zone(regency: Regency | None) -> str:
    return regency.timezone if regency else ""
