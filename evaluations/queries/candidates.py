"""Who could take a place on a panel, the fittest first, with why or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from evaluations.models import LIVE, AssessorProfile, Conflict, Seat
from evaluations.queries.seating import assessors, hints_of, profiles_of
from regencies.models import Membership
from submissions.models import Submission


@dataclass(frozen=True)
class Candidate:
    """An assessor who could be seated: the load in this cycle, what speaks for and against, and why not at all, if so.

    `brings` are pillars that nobody else on the panel knows.
    """

    person: User
    load: int
    cap: int | None
    is_seated: bool
    works_here: bool
    has_conflict: bool
    has_left: bool
    is_hinted: bool
    has_colleague: bool
    was_here: bool
    is_near: bool
    brings: tuple[str, ...]

    @property
    def is_free(self) -> bool:
        return not (self.is_seated or self.works_here or self.has_conflict)

    @property
    def is_full(self) -> bool:
        return self.cap is not None and self.load >= self.cap

    @property
    def order(self) -> tuple[object, ...]:
        """Free before barred, then by what a plan would weigh too."""
        doubts = 20 * (self.is_hinted or self.has_left) + 20 * self.is_full + 10 * self.has_colleague
        doubts += 3 * self.was_here + self.is_near + 2 * self.load - 6 * len(self.brings)
        return (not self.is_free, doubts, self.person.name, self.person.email)


def candidates_for(submission: Submission) -> list[Candidate]:
    """All active assessors, the fittest first. A fixed number of queries."""
    people = assessors()
    profiles = profiles_of(people)
    in_cycle = Seat.objects.filter(submission__cycle=submission.cycle_id, state__in=LIVE)
    loads = dict(in_cycle.values_list("assessor_id").annotate(count=Count("pk")).order_by())
    here = list(Seat.objects.filter(submission=submission).select_related("assessor"))
    seated = {seat.assessor_id: seat.assessor for seat in here if seat.is_live}
    left = {seat.assessor_id for seat in here if not seat.is_live}
    working = Membership.objects.filter(regency=submission.regency_id, ended_at__isnull=True)
    employed = set(working.values_list("user_id", flat=True))
    conflicts = Conflict.objects.filter(cycle=submission.cycle_id, regency=submission.regency_id, is_dismissed=False)
    barred = set(conflicts.values_list("assessor_id", flat=True))
    hinted = {hint.assessor.pk for hint in hints_of(submission.cycle) if hint.regency.pk == submission.regency_id}
    before = Seat.objects.filter(
        submission__cycle=submission.cycle.previous_id,
        submission__regency=submission.regency_id,
        state__in=LIVE,
    )
    last_year = set(before.values_list("assessor_id", flat=True))
    known = {slug for who in seated for slug in _pillars(profiles.get(who))}
    found = []
    for person in people:
        profile = profiles.get(person.pk)
        found.append(
            Candidate(
                person=person,
                load=loads.get(person.pk, 0),
                cap=profile.load_cap if profile else None,
                is_seated=person.pk in seated,
                works_here=person.pk in employed,
                has_conflict=person.pk in barred,
                has_left=person.pk in left,
                is_hinted=person.pk in hinted,
                has_colleague=_has_colleague(person, seated.values()),
                was_here=person.pk in last_year,
                is_near=bool(profile and profile.home and profile.home.province_id == submission.regency.province_id),
                brings=tuple(slug for slug in _pillars(profile) if slug not in known),
            )
        )
    return sorted(found, key=lambda row: row.order)


def _pillars(profile: AssessorProfile | None) -> list[str]:
    return [pillar.slug for pillar in profile.pillars.all()] if profile else []


def _has_colleague(person: User, seated: Iterable[User]) -> bool:
    own = person.institution.casefold().strip()
    others = [row for row in seated if row.pk != person.pk]
    return bool(own) and any(row.institution.casefold().strip() == own for row in others)
