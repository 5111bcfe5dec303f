"""May this person do this to a cycle or a submission? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from accounts.rules import secretariat
from regencies.rules import acting_in, own_agencies
from submissions.models import Submission

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


def confined_to(actor: Actor) -> set[object] | None:
    """Ids of the agencies whose questions alone this actor sees and answers; None: all questions."""
    if actor.role == Role.CONTRIBUTOR and actor.user is not None:
        return own_agencies(actor.user)
    return None


def hands_over(user: Person, submission: Submission) -> Actor | None:
    """Hand questions to agencies."""
    return acting_in(user, submission.regency_id, Role.OPERATOR)


def hands_in(user: Person, submission: Submission) -> Actor | None:
    """Hand in officially: the head of office alone."""
    return acting_in(user, submission.regency_id, Role.HEAD)


def sends_back(user: Person) -> Actor | None:
    """Give a handed-in submission back, note an absence: the secretariat."""
    return secretariat(user)
