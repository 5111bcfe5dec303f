"""Who may see and do what around panels, marks and results. One place decides whose marks are visible to whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import Actor, Role, User
from accounts.rules import national_roles, secretariat
from common.prepared import Prepared
from evaluations.models import WORKING, FollowUp, Mark, Note, Practice, PracticeRound, Reply, Result, ResultRun, Seat
from evaluations.queries.desk import with_place
from regencies.rules import acting_in, own_agencies, own_codes
from submissions.models import Cycle, Submission

Person = User | AnonymousUser
HELD = (Cycle.State.ASSESSMENT, Cycle.State.PLENARY, Cycle.State.ANNOUNCED)
ASKED = (Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT, Cycle.State.PLENARY)
"""States of a cycle in which assessors are asked for conflicts and whether they take their seats."""


def own_seats(user: Person) -> QuerySet[Seat]:
    """Accepted seats of this assessor, from the assessment on (before it there is nothing to score and to read).

    A seat not yet accepted, declined or taken away opens nothing: no answers, no files, no page of the region.
    """
    if user.pk is None or Role.ASSESSOR not in national_roles(user):
        return Seat.objects.none()
    return _held_by(user.pk)


def own_seat(user: Person, pk: UUID) -> Seat | None:
    """One of `own_seats` as `queries.with_place` gives it; None for everybody else. One query, besides the roles."""
    if user.pk is None or Role.ASSESSOR not in national_roles(user):
        return None
    return next(iter(_OWN_SEAT.objects(user.pk, pk)), None)


def _held_by(user: UUID) -> QuerySet[Seat]:
    return Seat.objects.filter(assessor=user, state__in=WORKING, submission__cycle__state__in=HELD)


_OWN_SEAT = Prepared(lambda user, pk: with_place(_held_by(user)).filter(pk=pk), 2)


def asked_seats(user: Person) -> QuerySet[Seat]:
    """Every seat this assessor was ever given, ended ones too, in cycles under way: what the page of acceptance shows."""
    if Role.ASSESSOR not in national_roles(user):
        return Seat.objects.none()
    return Seat.objects.filter(assessor=user.pk, submission__cycle__state__in=ASKED)


def declares_in(user: Person) -> QuerySet[Cycle]:
    """Cycles for which this assessor may declare conflicts of interest."""
    if Role.ASSESSOR not in national_roles(user):
        return Cycle.objects.none()
    return Cycle.objects.filter(state__in=ASKED)


def scores(user: Person, seat: Seat) -> Actor | None:
    """Mark and write notes: the assessor on the seat."""
    if isinstance(user, User) and seat.assessor_id == user.pk and Role.ASSESSOR in national_roles(user):
        return Actor(user, Role.ASSESSOR)
    return None


def seats_panels(user: Person) -> Actor | None:
    return secretariat(user)


def announces(user: Person) -> Actor | None:
    return secretariat(user)


def _whose(user: Person) -> Q:
    """Seats whose marks this person may read.

    An assessor: the own seat; the rest of the panel once the own is handed in. The secretariat: what is handed in.
    Everybody else: nothing here (they read the announced result, without names).
    """
    allowed = Q(pk__in=[])
    roles = national_roles(user)
    if Role.SECRETARIAT in roles:
        allowed |= Q(seat__state=Seat.State.HANDED_IN)
    if Role.ASSESSOR in roles:
        finished = Seat.objects.filter(assessor=user.pk, state=Seat.State.HANDED_IN)
        allowed |= Q(seat__assessor=user.pk, seat__state__in=WORKING)
        allowed |= Q(seat__state=Seat.State.HANDED_IN, seat__submission__in=finished.values("submission"))
    return allowed


def visible_marks(user: Person) -> QuerySet[Mark]:
    """Marks this person may read with the name of who gave them."""
    return Mark.objects.filter(_whose(user))


def visible_notes(user: Person) -> QuerySet[Note]:
    """Notes this person may read. The one place that decides about audiences.

    The author: all of the own. The rest of the panel: what is for the panel or the region, once both have handed in.
    The secretariat: what is for it or the region, once handed in. The region's people: what is for the region, once
    the cycle is announced. A private note is read by its author alone.
    """
    roles = national_roles(user)
    done = Q(seat__state=Seat.State.HANDED_IN)
    for_region = Q(audience=Note.Audience.REGION)
    announced = Q(seat__submission__cycle__state=Cycle.State.ANNOUNCED)
    allowed = done & for_region & announced & Q(seat__submission__regency__in=own_codes(user))
    if Role.SECRETARIAT in roles:
        allowed |= done & (for_region | Q(audience=Note.Audience.SECRETARIAT))
    if Role.ASSESSOR in roles:
        finished = Seat.objects.filter(assessor=user.pk, state=Seat.State.HANDED_IN)
        shared = for_region | Q(audience=Note.Audience.PANEL)
        allowed |= Q(seat__assessor=user.pk, seat__state__in=WORKING)
        allowed |= done & shared & Q(seat__submission__in=finished.values("submission"))
    return Note.objects.filter(allowed)


def visible_boards(user: Person) -> QuerySet[Submission]:
    """Submissions whose divergence board and agenda this person may open.

    An assessor: those where the own seat is handed in, and no earlier: who still scores must not learn how far apart
    the others are. The secretariat: all of cycles being assessed or later.
    """
    rows = Submission.objects.filter(cycle__state__in=HELD, state=Submission.State.HANDED_IN)
    roles = national_roles(user)
    if Role.SECRETARIAT in roles:
        return rows
    if Role.ASSESSOR not in roles:
        return rows.none()
    finished = Seat.objects.filter(assessor=user.pk, state=Seat.State.HANDED_IN)
    return rows.filter(pk__in=finished.values("submission"))


def chairs(user: Person, submission: Submission) -> Actor | None:
    """Make the agenda of a panel: its chair, once the own marks are handed in."""
    own = Seat.objects.filter(submission=submission, assessor=user.pk, state=Seat.State.HANDED_IN, is_chair=True)
    if isinstance(user, User) and Role.ASSESSOR in national_roles(user) and own.exists():
        return Actor(user, Role.ASSESSOR)
    return None


def sits(user: Person, submission: Submission) -> Actor | None:
    """Speak in the plenary of a panel: whoever holds a handed-in seat there."""
    own = Seat.objects.filter(submission=submission, assessor=user.pk, state=Seat.State.HANDED_IN)
    if isinstance(user, User) and Role.ASSESSOR in national_roles(user) and own.exists():
        return Actor(user, Role.ASSESSOR)
    return None


def builds_practice(user: Person) -> Actor | None:
    """Build practice submissions and see who is done with them."""
    return secretariat(user)


def practises(user: Person) -> Actor | None:
    """Mark a practice submission: every assessor, with a seat or not yet."""
    return Actor(user, Role.ASSESSOR) if isinstance(user, User) and Role.ASSESSOR in national_roles(user) else None


def visible_practices(user: Person) -> QuerySet[Practice]:
    """Practices an assessor may open: those that are open, and the finished own ones."""
    if practises(user) is None:
        return Practice.objects.none()
    own = PracticeRound.objects.filter(assessor=user.pk, handed_in_at__isnull=False)
    return Practice.objects.filter(Q(state=Practice.State.OPEN) | Q(pk__in=own.values("practice")))


def practices_waiting(user: Person) -> int:
    """How many open practices this assessor has not finished. One query."""
    own = PracticeRound.objects.filter(assessor=user.pk, handed_in_at__isnull=False)
    rows = visible_practices(user).filter(state=Practice.State.OPEN)
    return rows.exclude(pk__in=own.values("practice")).count()


def visible_results(user: Person) -> QuerySet[Result]:
    """Results whose making and report this person may open: own regencies', own seats', all for the secretariat."""
    rows = Result.objects.filter(run__cycle__state=Cycle.State.ANNOUNCED).exclude(run__kind=ResultRun.Kind.DRAFT)
    roles = national_roles(user)
    if Role.SECRETARIAT in roles:
        return rows
    allowed = Q(submission__regency__in=own_codes(user))
    if Role.ASSESSOR in roles:
        allowed |= Q(submission__seats__assessor=user.pk, submission__seats__state__in=WORKING)
    return rows.filter(allowed).distinct()


def sees_names(user: Person, result: Result) -> bool:
    """Whether single marks show who gave them: the secretariat and the panel itself."""
    if secretariat(user):
        return True
    own = Seat.objects.filter(submission=result.submission_id, assessor=user.pk, state__in=WORKING)
    return isinstance(user, User) and own.exists()


def reads_result(user: Person, result: Result) -> Actor | None:
    """In which role this person reads a result it may see (for the journal)."""
    own = acting_in(user, result.submission.regency_id, Role.COUNCIL, Role.HEAD, Role.OPERATOR, Role.CONTRIBUTOR)
    if own:
        return own
    if (actor := secretariat(user)) is not None:
        return actor
    return Actor(user, Role.ASSESSOR) if isinstance(user, User) and Role.ASSESSOR in national_roles(user) else None


def visible_drafts(user: Person) -> QuerySet[Result]:
    """Draft results this person may open: operator and head the own, the secretariat all; nobody else, ever."""
    rows = Result.objects.filter(run__kind=ResultRun.Kind.DRAFT)
    if Role.SECRETARIAT in national_roles(user):
        return rows
    return rows.filter(submission__regency__in=own_codes(user, Role.OPERATOR, Role.HEAD))


def visible_replies(user: Person) -> QuerySet[Reply]:
    """Replies this person may read: the own region's; once sent the secretariat's and the region's own panel's."""
    roles = national_roles(user)
    sent = ~Q(state=Reply.State.WRITTEN)
    allowed = Q(result__submission__regency__in=own_codes(user, Role.OPERATOR, Role.HEAD))
    if Role.SECRETARIAT in roles:
        allowed |= sent
    if Role.ASSESSOR in roles:
        finished = Seat.objects.filter(assessor=user.pk, state=Seat.State.HANDED_IN)
        allowed |= sent & Q(result__submission__in=finished.values("submission"))
    return Reply.objects.filter(allowed)


def writes_reply(user: Person, result: Result) -> Actor | None:
    return acting_in(user, result.submission.regency_id, Role.OPERATOR)


def sends_replies(user: Person, result: Result) -> Actor | None:
    return acting_in(user, result.submission.regency_id, Role.HEAD)


def decides(user: Person, reply: Reply) -> Actor | None:
    """Decide an objection: the secretariat, or the chair of the region's panel."""
    if (actor := secretariat(user)) is not None:
        return actor
    seat = own_finished_seat(user, reply)
    return Actor(seat.assessor, Role.ASSESSOR) if seat is not None and seat.is_chair else None


def own_finished_seat(user: Person, reply: Reply) -> Seat | None:
    """This assessor's handed-in seat on the panel of the reply's region; None: there is none."""
    if Role.ASSESSOR not in national_roles(user):
        return None
    rows = Seat.objects.filter(submission=reply.result.submission_id, assessor=user.pk, state=Seat.State.HANDED_IN)
    return rows.select_related("assessor").first()


def follows_up(user: Person, note: Note, follow_up: FollowUp | None) -> Actor | None:
    """Record what became of a recommendation: the operator, and contributors of the agency it was given to."""
    code = note.seat.submission.regency_id
    if (by := acting_in(user, code, Role.OPERATOR)) is not None:
        return by
    if follow_up is not None and follow_up.agency_id is not None and follow_up.agency_id in own_agencies(user):
        return acting_in(user, code, Role.CONTRIBUTOR)
    return None
