"""Everything that changes people and their national roles."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import NATIONAL_ROLES, Actor, NationalRole, Role, User
from accounts.rules import forget_national_roles
from common.steps import Refused
from journal import actions as journal


@transaction.atomic
def create_person(*, email: str, name: str, institution: str, password: str, by: Actor, at: datetime) -> User:
    """A new account without any role. Raises `Refused` when somebody already has this address, in any case."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name.strip(), institution=institution.strip())
    except IntegrityError:
        raise Refused(_("Sudah ada akun dengan surel “%s”.") % email.strip().lower()) from None
    after = {"email": user.email, "name": user.name, "institution": user.institution}
    journal.write("person.create", user, by=by, at=at, after=after)
    return user


@transaction.atomic
def change_person(user: User, *, name: str, institution: str, by: Actor, at: datetime) -> bool:
    """Correct name and institution. False, and no journal row, when nothing differs."""
    row = _locked(user)
    before, after = journal.changes(row, {"name": name.strip(), "institution": institution.strip()})
    if not after:
        return False
    User.objects.filter(pk=row.pk).update(**after)
    user.name, user.institution = name.strip(), institution.strip()
    journal.write("person.change", user, by=by, at=at, before=before, after=after)
    return True


@transaction.atomic
def set_password(user: User, *, password: str, by: Actor, at: datetime) -> None:
    """A password from an administrator, to be handed over. Ends every session of the person."""
    _keep_password(user, password, by, at)


@transaction.atomic
def change_own_password(user: User, *, password: str, by: Actor, at: datetime) -> None:
    """A password of one's own choice; the caller has asked for the old one. Ends all sessions but the caller's own."""
    _keep_password(user, password, by, at)


def _keep_password(user: User, password: str, by: Actor, at: datetime) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    journal.write("person.password", user, by=by, at=at)  # never the password, nor its hash


@transaction.atomic
def grant_role(user: User, *, role: Role, by: Actor, at: datetime) -> NationalRole:
    """A national role from now on. Raises `Refused` when it is held already, ValueError for a regional one."""
    if role not in NATIONAL_ROLES:
        raise ValueError(f"{role} is held in a regency")
    try:
        with transaction.atomic():
            held = NationalRole.objects.create(user=user, role=role)
    except IntegrityError:
        words = {"name": user.name, "role": role.label}
        raise Refused(_("%(name)s sudah memegang peran %(role)s.") % words) from None
    forget_national_roles(user)
    journal.write("person.grant", user, by=by, at=at, after={"role": role})
    return held


@transaction.atomic
def revoke_role(held: NationalRole, *, by: Actor, at: datetime, reason: str = "") -> NationalRole:
    """End a national role. Raises `Refused` when it has ended, or when nobody could give out roles afterwards."""
    if held.role == Role.ADMINISTRATOR:
        _leave_an_administrator(without=held.user)
    row = NationalRole.objects.select_for_update().get(pk=held.pk)
    if row.ended_at is not None:
        raise Refused(_("Peran ini sudah berakhir."))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    forget_national_roles(held.user)
    journal.write("person.revoke", held.user, by=by, at=at, before={"role": row.role}, reason=reason)
    return row


@transaction.atomic
def deactivate(user: User, *, reason: str, by: Actor, at: datetime) -> None:
    """Nobody signs in with this account any more; roles and history stay.

    Raises `Refused` when it is inactive already, for the last administrator, and without a reason.
    """
    _leave_an_administrator(without=user)
    _switch(user, to=False, reason=reason, refusal=_("Akun ini sudah tidak aktif."))
    journal.write("person.deactivate", user, by=by, at=at, before={"is_active": True}, reason=reason)


@transaction.atomic
def activate(user: User, *, reason: str, by: Actor, at: datetime) -> None:
    """The account opens again, with the roles that still run. Raises `Refused` when active, or without a reason."""
    _switch(user, to=True, reason=reason, refusal=_("Akun ini sudah aktif."))
    journal.write("person.activate", user, by=by, at=at, before={"is_active": False}, reason=reason)


def _switch(user: User, *, to: bool, reason: str, refusal: str) -> None:
    if not reason.strip():
        raise Refused(_("Tuliskan alasannya."))
    if _locked(user).is_active == to:
        raise Refused(refusal)
    user.is_active = to
    user.save(update_fields=["is_active"])


def _locked(user: User) -> User:
    """The row as it is now, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=user.pk)


def _leave_an_administrator(*, without: User) -> None:
    """Two administrators who remove each other at once wait for one another here: the second one is refused."""
    running = NationalRole.objects.filter(role=Role.ADMINISTRATOR, ended_at__isnull=True)
    held_by = set(running.select_for_update().order_by("pk").values_list("user_id", flat=True))
    if without.pk not in held_by:
        return
    # Asked anew: the rows above may have been read before the other transaction ended.
    if not running.exclude(user=without).filter(user__is_active=True).exists():
        raise Refused(
            _("%s adalah administrator aktif yang terakhir. Beri peran itu kepada orang lain dahulu.") % without
        )
