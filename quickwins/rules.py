"""May this person do this to the Quick Wins of a regency? Grants give the `Actor`, refusals None."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Actor, Role, User
from accounts.rules import assessor, secretariat
from quickwins.models import QuarterReport, QuickWin
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


def reads_drafts(user: User | AnonymousUser, quick_win: QuickWin) -> bool:
    """A report that was not sent yet is read by those who write it and by the head of office."""
    return writes(user, quick_win) is not None or acting_in(user, quick_win.regency_id, Role.HEAD) is not None


def reads_drafts_in(user: User | AnonymousUser, regency_code: str) -> bool:
    """The same for the board of a whole region: its operator and head; an agency sees there what was sent."""
    return acting_in(user, regency_code, Role.OPERATOR, Role.HEAD) is not None


def takes_originals(user: User | AnonymousUser, quick_win: QuickWin) -> bool:
    """Download a photo as it was sent, with what the camera wrote into it: those who keep it, and the secretariat."""
    return writes(user, quick_win) is not None or secretariat(user) is not None


def decides_in(user: User | AnonymousUser, regency_code: str) -> Actor | None:
    """Accept or return the reports of a region: its head of office, or the secretariat."""
    return acting_in(user, regency_code, Role.HEAD) or secretariat(user)


def decides(user: User | AnonymousUser, report: QuarterReport) -> Actor | None:
    """Accept or return this report: who decides in its region, but never the one who sent it."""
    by = decides_in(user, report.quick_win.regency_id)
    return by if by is not None and by.user != report.sent_by else None


def chooses(user: User | AnonymousUser) -> bool:
    """Whether this person reads Quick Wins of regions that are not the own, and so first chooses one."""
    return secretariat(user) is not None or (assessor(user) is not None and not memberships(user))
