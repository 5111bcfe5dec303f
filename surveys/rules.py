"""May this person do this to a region's survey? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from accounts.rules import secretariat
from regencies.rules import acting_in
from submissions.models import Submission

Person = User | AnonymousUser


def reads(user: Person, submission: Submission) -> Actor | None:
    """Counts, flags, means and single answers: operator, head of office, the secretariat."""
    return acting_in(user, submission.regency_id, Role.OPERATOR, Role.HEAD) or secretariat(user)


def runs(user: Person, submission: Submission) -> Actor | None:
    """Set up, open and close, bring in answers, decide about flagged ones, take the means over: the operator."""
    return acting_in(user, submission.regency_id, Role.OPERATOR)
