"""May this person do this to the Quick Wins of a regency? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from accounts.rules import assessor, secretariat
from quickwins.models import QuickWin
from regencies.rules import acting_in, memberships, own_agencies


def edits(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """Add and change Quick Wins and record how they stand: the regency's operator."""
    return acting_in(user, regency_code, Role.OPERATOR)


def writes(user: User | AnonymousUser, quick_win: QuickWin) -> Actor | None:
    """Keep the risks, quarterly reports and photos of a Quick Win: the operator, and contributors of its agency."""
    operator = acting_in(user, quick_win.regency_id, Role.OPERATOR)
    if operator is None and quick_win.agency_id is not None and quick_win.agency_id in own_agencies(user):
        return acting_in(user, quick_win.regency_id, Role.CONTRIBUTOR)
    return operator


def chooses(user: User | AnonymousUser) -> bool:
    """Whether this person reads Quick Wins of regions that are not the own, and so first chooses one."""
    return secretariat(user) is not None or (assessor(user) is not None and not memberships(user))
