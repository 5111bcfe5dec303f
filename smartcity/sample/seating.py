"""What the sample's assessors know, where they come from, and how they answered when they were asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import PORTAL, Actor, Role, User
from evaluations.actions import acceptance, conflicts, panels, plans
from evaluations.actions.conflicts import Coached
from evaluations.models import AssessorProfile, Coaching, Seat
from evaluations.queries.seating import Options
from pillars.models import Pillar
from regencies.models import Regency
from smartcity import demo_accounts
from submissions.models import Cycle, Submission

KNOWN = (
    # pillars, dimensions, home region, cap
    (("governance", "economy"), ("baseline", "output"), "35.78", 20),
    (("living", "society"), ("outcome",), "64.72", 24),
    (("environment", "branding"), ("impact", "quick_win"), "31.71", None),
    (("governance", "living"), (), "64.74", 12),
)


MORE = ("Lima", "Enam", "Tujuh", "Delapan", "Sembilan", "Sepuluh")


def more_assessors(*, now: datetime) -> None:
    """People to choose from when panels are planned, beside those whose accounts the sign-in page shows."""
    slugs = list(Pillar.objects.order_by("order").values_list("slug", flat=True))
    for place, word in enumerate(MORE, start=5):
        email = f"asesor{place}@contoh.id"
        if User.objects.filter(email=email).exists():
            continue
        person = accounts.create_person(
            email=email,
            name=f"Asesor Contoh {word}",
            institution=f"Kampus Contoh {word}",
            password=demo_accounts.PASSWORD,
            by=PORTAL,
            at=now,
        )
        accounts.grant_role(person, role=Role.ASSESSOR, by=PORTAL, at=now)
        known = Pillar.objects.filter(pk__in=[slugs[place % 6], slugs[(place + 2) % 6]]).order_by("order")
        fields = {"dimensions": [], "load_cap": 6}
        conflicts.save_profile(person, fields, list(known), [], by=PORTAL, at=now)


def plan(cycle: Cycle, secretariat: Actor, *, now: datetime) -> None:
    """A plan to look at and to apply, for a cycle whose panels are still empty."""
    plans.make(cycle, Options(default_cap=10), by=secretariat, at=now)


def profiles(assessors: Sequence[Actor], secretariat: Actor, *, now: datetime) -> None:
    """A profile for each assessor that has none. The third one coached a region once: a hint for the secretariat."""
    for place, (assessor, (pillars, dimensions, home, cap)) in enumerate(zip(assessors, KNOWN, strict=False)):
        if assessor.user is None or AssessorProfile.objects.filter(user=assessor.user).exists():
            continue
        regency = Regency.objects.filter(pk=home).first()
        fields = {"dimensions": list(dimensions), "home": regency, "load_cap": cap, "may_chair": place != 3}
        known = list(Pillar.objects.filter(pk__in=pillars).order_by("order"))
        coached = [Coached(Regency.objects.get(pk="64.71"), 2021, Coaching.Kind.MASTERPLAN)] if place == 2 else []
        conflicts.save_profile(assessor.user, fields, known, coached, by=secretariat, at=now)


def take(seat: Seat, assessor: Actor, *, at: datetime) -> Seat:
    """The assessor accepts the seat and declares no conflict of interest."""
    return acceptance.accept(seat, by=assessor, at=at)


def refuse(submission: Submission, assessor: Actor, secretariat: Actor, *, at: datetime) -> Seat:
    """Somebody is asked and cannot: the place waits for a replacement."""
    if assessor.user is None:
        raise ValueError("an assessor is a person")
    seat = panels.seat(submission, assessor.user, by=secretariat, at=at)
    return acceptance.decline(seat, by=assessor, at=at, reason=_("Contoh: sedang bertugas di luar negeri."))
