"""What seating is decided by, read from the rows: conflicts, hints, loads, and the problem for the optimiser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import Role, User
from evaluations.models import LIVE, AssessorProfile, Conflict, Declaration, Seat
from evaluations.seating import Panel, Person, Problem
from pillars.models import Dimension, Pillar
from regencies.models import Membership, Regency
from submissions.models import Cycle, Submission

ABSENT = (Submission.State.ABSENT, Submission.State.ARCHIVED)
NO_CAP = 1_000


@dataclass(frozen=True)
class Hint:
    """Something known that looks like a conflict of interest, until the secretariat confirms or dismisses it."""

    assessor: User
    regency: Regency
    kind: Conflict.Kind
    why: str

    @property
    def key(self) -> str:
        """The hint as a form sends it."""
        return f"{self.assessor.pk}:{self.regency.pk}:{self.kind.value}"


@dataclass(frozen=True)
class Place:
    """A place of a panel whose assessor declined or was taken off, and which nobody has filled since."""

    seat: Seat


@dataclass(frozen=True)
class AssessorLine:
    """An assessor in a cycle: panels held, and what was said about conflicts (None: not asked yet)."""

    person: User
    profile: AssessorProfile | None
    load: int
    has_conflicts: bool | None


def assessors() -> list[User]:
    """Everybody who may be seated, by name. One query."""
    running = Q(national_roles__role=Role.ASSESSOR, national_roles__ended_at__isnull=True)
    return list(User.objects.filter(running, is_active=True).order_by("name", "email"))


def profiles_of(people: Iterable[User]) -> dict[UUID, AssessorProfile]:
    """Profiles by person, with pillars and regions coached. Three queries."""
    rows = AssessorProfile.objects.filter(user__in=[person.pk for person in people]).select_related("home")
    return {row.user_id: row for row in rows.prefetch_related("pillars", "coached__regency")}


def assessor_lines(cycle: Cycle) -> list[AssessorLine]:
    """All assessors as the secretariat sees them before seating. Five queries."""
    people = assessors()
    profiles = profiles_of(people)
    loads = dict(
        Seat.objects.filter(submission__cycle=cycle, state__in=LIVE)
        .values_list("assessor_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    said = dict(Declaration.objects.filter(cycle=cycle).values_list("assessor_id", "has_conflicts"))
    return [
        AssessorLine(person, profiles.get(person.pk), loads.get(person.pk, 0), said.get(person.pk)) for person in people
    ]


def hints_of(cycle: Cycle) -> list[Hint]:
    """Open hints of a cycle: home region, employer, regions coached; what was decided already is left out.

    An employer is looked for by the region's complete name in the name of the institution; it is only a hint. Six
    queries.
    """
    taking_part = Submission.objects.filter(cycle=cycle).exclude(state__in=ABSENT)
    regencies = list(Regency.objects.filter(pk__in=taking_part.values("regency")).order_by("pk"))
    people = assessors()
    profiles = profiles_of(people)
    decided = set(Conflict.objects.filter(cycle=cycle).values_list("assessor_id", "regency_id", "kind"))
    found = [hint for person in people for hint in _hints_about(person, profiles.get(person.pk), regencies)]
    return [hint for hint in found if (hint.assessor.pk, hint.regency.pk, hint.kind.value) not in decided]


def _hints_about(person: User, profile: AssessorProfile | None, regencies: Sequence[Regency]) -> Iterable[Hint]:
    employer = person.institution.casefold()
    coached: dict[str, list[str]] = defaultdict(list)
    for row in profile.coached.all() if profile else ():
        coached[row.regency_id].append(f"{row.get_kind_display()}, {row.year}")
    for regency in regencies:
        if profile and profile.home_id == regency.pk:
            yield Hint(person, regency, Conflict.Kind.HOME, regency.name)
        if employer and regency.name.casefold() in employer:
            yield Hint(person, regency, Conflict.Kind.EMPLOYER, person.institution)
        if regency.pk in coached:
            yield Hint(person, regency, Conflict.Kind.ADVISER, "; ".join(coached[regency.pk]))


def barred_pairs(cycle: Cycle) -> frozenset[tuple[UUID, str]]:
    """(assessor, region code) that a declared or confirmed conflict bars in this cycle. One query."""
    rows = Conflict.objects.filter(cycle=cycle, is_dismissed=False)
    return frozenset(rows.values_list("assessor_id", "regency_id"))


def places_to_fill(cycle: Cycle) -> list[Place]:
    """Places that were declined or taken away and stand empty since, the newest first. Two queries."""
    rows = Seat.objects.filter(submission__cycle=cycle).exclude(submission__state__in=ABSENT)
    held = set(rows.filter(state__in=LIVE).values_list("submission_id", "number"))
    ended = rows.exclude(state__in=LIVE).select_related("assessor", "submission__regency").order_by("-ended_at")
    newest = {(row.submission_id, row.number): row for row in reversed(list(ended))}
    open_places = [row for place, row in newest.items() if place not in held]
    return [Place(row) for row in sorted(open_places, key=lambda row: str(row.ended_at), reverse=True)]


@dataclass(frozen=True)
class Options:
    """What the secretariat chooses for a plan. `rebuild`: seats that are not answered yet and not pinned may move."""

    default_cap: int | None = None
    one_per_institution: bool = True
    rebuild: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "default_cap": self.default_cap,
            "one_per_institution": self.one_per_institution,
            "rebuild": self.rebuild,
        }


def problem_of(cycle: Cycle, options: Options) -> Problem:
    """The seating of a cycle as the optimiser takes it. A fixed number of queries.

    Open hints bar like conflicts until they are dismissed; so does a seat declined or taken away at that region.
    """
    submissions = list(
        Submission.objects.filter(cycle=cycle)
        .exclude(state__in=ABSENT)
        .select_related("regency", "instrument")
        .order_by("regency_id")
    )
    seats = list(Seat.objects.filter(submission__in=submissions).select_related("assessor").order_by("number"))
    kept = [seat for seat in seats if seat.is_live and not (options.rebuild and may_move(seat))]
    able = assessors()
    extra = {seat.assessor_id: seat.assessor for seat in kept if seat.assessor not in able}
    people = _people(able, list(extra.values()), options)
    by_panel: dict[UUID, list[Seat]] = defaultdict(list)
    for seat in kept:
        by_panel[seat.submission_id].append(seat)
    before = _last_year(cycle)
    return Problem(
        people=people,
        panels=tuple(_panel(row, by_panel[row.pk], before.get(row.regency_id, frozenset())) for row in submissions),
        barred=_barred(cycle, submissions, seats, {person.key for person in people}),
        pillars=tuple(Pillar.objects.order_by("order").values_list("slug", flat=True)),
        dimensions=tuple(Dimension.values),
        one_per_institution=options.one_per_institution,
    )


def may_move(seat: Seat) -> bool:
    """A seat that a new plan may give to somebody else: neither answered nor pinned."""
    return seat.state == Seat.State.INVITED and not seat.is_pinned


def _people(able: Sequence[User], extra: Sequence[User], options: Options) -> tuple[Person, ...]:
    profiles = profiles_of([*able, *extra])
    default = options.default_cap or NO_CAP
    found = []
    for person in [*able, *extra]:
        profile = profiles.get(person.pk)
        cap = profile.load_cap if profile and profile.load_cap is not None else default
        topics = {pillar.slug for pillar in profile.pillars.all()} | set(profile.dimensions) if profile else set()
        found.append(
            Person(
                key=str(person.pk),
                institution=" ".join(person.institution.casefold().split()),
                province=profile.home.province_id if profile and profile.home else "",
                topics=frozenset(topics),
                cap=0 if person in extra else cap,
                may_chair=profile.may_chair if profile else True,
            )
        )
    return tuple(found)


def _panel(row: Submission, kept: Sequence[Seat], last_year: frozenset[str]) -> Panel:
    return Panel(
        key=str(row.pk),
        size=row.instrument.panel_size,
        province=row.regency.province_id,
        kept=tuple(str(seat.assessor_id) for seat in kept),
        chair=next((str(seat.assessor_id) for seat in kept if seat.is_chair), ""),
        last_year=last_year,
    )


def _last_year(cycle: Cycle) -> dict[str, frozenset[str]]:
    """Who judged each region in the cycle that this one is compared with, by region code."""
    found: dict[str, set[str]] = defaultdict(set)
    if cycle.previous_id is not None:
        rows = Seat.objects.filter(submission__cycle=cycle.previous_id, state__in=LIVE)
        for code, assessor in rows.values_list("submission__regency_id", "assessor_id"):
            found[code].add(str(assessor))
    return {code: frozenset(people) for code, people in found.items()}


def _barred(
    cycle: Cycle, submissions: Sequence[Submission], seats: Sequence[Seat], people: set[str]
) -> frozenset[tuple[str, str]]:
    pairs = {(str(who), code) for who, code in barred_pairs(cycle)}
    pairs |= {(str(hint.assessor.pk), hint.regency.pk) for hint in hints_of(cycle)}
    working = Membership.objects.filter(ended_at__isnull=True, user__in=[UUID(who) for who in people])
    pairs |= {(str(who), code) for who, code in working.values_list("user_id", "regency_id")}
    panels = {row.regency_id: str(row.pk) for row in submissions}
    barred = {(who, panels[code]) for who, code in pairs if code in panels and who in people}
    barred |= {(str(seat.assessor_id), str(seat.submission_id)) for seat in seats if not seat.is_live}
    return frozenset(pair for pair in barred if pair[0] in people)
