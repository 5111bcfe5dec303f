"""May this person do this to a cycle or a submission? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from accounts.rules import secretariat
from regencies.models import Membership
from regencies.rules import acting_in, own_agencies
from submissions.models import HandOver, Submission
from submissions.queries.overview import Place
from submissions.workflow import WITH_THE_AGENCY

Person = User | AnonymousUser


def runs_cycles(user: Person) -> Actor | None:
    """Open cycles, invite, set windows, take the cycle's steps."""
    return secretariat(user)


def reads(user: Person, submission: Submission) -> Actor | None:
    """Open the submission's answers and evidence: its staff, or the secretariat."""
    staff = acting_in(user, submission.regency_id, Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR)
    return staff or secretariat(user)


def answers(user: Person, submission: Submission) -> Actor | None:
    """Write some answers of this submission; which ones, `confined_to` says."""
    return acting_in(user, submission.regency_id, Role.OPERATOR, Role.CONTRIBUTOR)


def reads_library(user: Person, regency_code: str) -> Actor | None:
    """Look through the regency's files: its staff (a contributor the own part), or the secretariat."""
    staff = acting_in(user, regency_code, Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR)
    return staff or secretariat(user)


def keeps_library(user: Person, regency_code: str) -> Actor | None:
    """Replace a file of the regency by a newer version, and say how long a document holds."""
    return acting_in(user, regency_code, Role.OPERATOR)


def confined_to(actor: Actor) -> set[object] | None:
    """Ids of the agencies whose questions alone this actor sees and answers; None: all questions."""
    if actor.role == Role.CONTRIBUTOR and actor.user is not None:
        return own_agencies(actor.user)
    return None


def writable(actor: Actor, place: Place) -> bool:
    """Whether this actor writes that question while answers are open.

    The operator writes all; an agency what was handed to it, until it is given back, and again once it is returned.
    """
    agencies = confined_to(actor)
    return agencies is None or (place.agency_id in agencies and place.hand_over in WITH_THE_AGENCY)


def fills(user: User, held: Iterable[Membership], asked: HandOver | None) -> Actor | None:
    """As `answers` and `writable` together, of one question, from the person's memberships in its region."""
    rows = list(held)
    if any(row.role == Role.OPERATOR for row in rows):
        return Actor(user, Role.OPERATOR)
    own = asked is not None and any(row.agency_id == asked.agency_id for row in rows)
    return Actor(user, Role.CONTRIBUTOR) if own and asked and asked.state in WITH_THE_AGENCY else None


def hands_over(user: Person, submission: Submission) -> Actor | None:
    """Hand questions to agencies."""
    return acting_in(user, submission.regency_id, Role.OPERATOR)


def gives_back(user: Person, submission: Submission) -> Actor | None:
    """Give questions of the own agency back to the operator: its contributors."""
    return acting_in(user, submission.regency_id, Role.CONTRIBUTOR)


def hands_in(user: Person, submission: Submission) -> Actor | None:
    """Hand in officially: the head of office alone."""
    return acting_in(user, submission.regency_id, Role.HEAD)


def excuses(user: Person, submission: Submission) -> Actor | None:
    """Say why a warning may stand: operator and head of office."""
    return acting_in(user, submission.regency_id, Role.OPERATOR, Role.HEAD)


def reads_receipt(user: Person, submission: Submission) -> Actor | None:
    """Read what was handed in as a whole: operator, head of office, the secretariat."""
    return acting_in(user, submission.regency_id, Role.OPERATOR, Role.HEAD) or secretariat(user)


def gives_time(user: Person) -> Actor | None:
    """Give one region more time, or a window for late evidence: the secretariat."""
    return secretariat(user)


def sends_back(user: Person) -> Actor | None:
    """Give a handed-in submission back, note an absence: the secretariat."""
    return secretariat(user)
