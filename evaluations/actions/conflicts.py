"""Conflicts of interest for a whole cycle: an assessor's declaration, the secretariat's word on a hint, profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused
from evaluations.actions.acceptance import Interest, recuse, remember
from evaluations.models import LIVE, AssessorProfile, Coaching, Conflict, Declaration, Seat
from evaluations.queries.seating import Hint
from journal import actions as journal
from pillars.models import Pillar
from regencies.models import Regency
from submissions.models import Cycle


@dataclass(frozen=True)
class Coached:
    """A region that the assessor advised, as typed in the profile."""

    regency: Regency
    year: int
    kind: str


@transaction.atomic
def declare(cycle: Cycle, interests: Sequence[tuple[Regency, Interest]], *, by: Actor, at: datetime) -> Declaration:
    """An assessor's word about a whole cycle; none: no conflicts. Seats held at a region named end at once.

    A conflict declared before stays even if it is not named again: only the secretariat's panels show it.
    """
    if cycle.state in (Cycle.State.DRAFT, Cycle.State.ANNOUNCED):
        raise Refused(_("Benturan kepentingan tidak ditanyakan dalam keadaan siklus ini."))
    if by.user is None:
        raise ValueError("a conflict is declared by a person")
    for regency, interest in interests:
        remember(cycle, regency.pk, interest, by=by, at=at)
        held = Seat.objects.filter(assessor=by.user, submission__cycle=cycle, state__in=LIVE)
        for seat in held.filter(submission__regency=regency):
            recuse(seat, interest, by=by, at=at)
    declared = Conflict.objects.filter(cycle=cycle, assessor=by.user, source=Conflict.Source.DECLARED)
    row, _is_new = Declaration.objects.update_or_create(
        cycle=cycle, assessor=by.user, defaults={"has_conflicts": declared.exists(), "at": at}
    )
    named = [f"{regency.pk}: {interest.kind}" for regency, interest in interests]
    after = {"has_conflicts": row.has_conflicts, "conflicts": named}
    journal.write("conflict.declare", row, by=by, at=at, cycle_id=cycle.pk, after=after)
    return row


@transaction.atomic
def settle(cycle: Cycle, hint: Hint, *, is_conflict: bool, by: Actor, at: datetime) -> Conflict:
    """The secretariat confirms a hint (it bars from now on) or dismisses it (it does not come back). Refused when it
    was decided meanwhile, or when the person sits on that panel and a replacement must be thought of first."""
    seated = Seat.objects.filter(assessor=hint.assessor, submission__cycle=cycle, submission__regency=hint.regency)
    if is_conflict and seated.filter(state__in=LIVE).exists():
        raise Refused(
            _("%(name)s sedang duduk pada panel %(region)s. Ganti dahulu asesornya pada halaman panel itu.")
            % {"name": hint.assessor.name, "region": hint.regency.name}
        )
    row, is_new = Conflict.objects.get_or_create(
        cycle=cycle,
        assessor=hint.assessor,
        regency=hint.regency,
        kind=hint.kind,
        defaults={
            "text": hint.why[:1000],
            "source": Conflict.Source.HINT,
            "is_dismissed": not is_conflict,
            "at": at,
            "by": by.user,
        },
    )
    if not is_new:
        raise Refused(_("Petunjuk ini sudah diputuskan."))
    journal.write(
        "conflict.settle",
        row,
        by=by,
        at=at,
        after={"kind": hint.kind.value, "is_conflict": is_conflict},
        label=f"{hint.regency} · {hint.assessor}",
        regency_code=hint.regency.pk,
        cycle_id=cycle.pk,
    )
    return row


@transaction.atomic
def save_profile(
    person: User,
    fields: Mapping[str, Any],
    pillars: Sequence[Pillar],
    coached: Sequence[Coached],
    *,
    by: Actor,
    at: datetime,
) -> AssessorProfile:
    """Write an assessor's profile: `fields` of `AssessorProfile`, pillars known, and all regions coached."""
    profile, _is_new = AssessorProfile.objects.get_or_create(user=person, defaults={"changed_at": at})
    before, after = journal.changes(profile, fields)
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.changed_at = at
    profile.save()
    profile.pillars.set(pillars)
    profile.coached.all().delete()
    Coaching.objects.bulk_create(
        Coaching(profile=profile, regency=row.regency, year=row.year, kind=row.kind) for row in coached
    )
    after |= {
        "pillars": [pillar.slug for pillar in pillars],
        "coached": [f"{row.regency.pk} {row.year} {row.kind}" for row in coached],
    }
    journal.write("profile.change", profile, by=by, at=at, label=person.name, before=before, after=after)
    return profile
