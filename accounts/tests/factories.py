"""Invented people for the tests."""

from __future__ import annotations

from itertools import count

from accounts.models import Actor, NationalRole, Role, User

PASSWORD = "kata-sandi-contoh"
_number = count(1)


def make_person(*roles: Role, email: str = "", name: str = "", active: bool = True) -> User:
    """Somebody with these national roles and `PASSWORD`."""
    number = next(_number)
    user = User.objects.create_user(
        email or f"akun{number}@contoh.test", PASSWORD, name=name or f"Akun {number}", is_active=active
    )
    for role in roles:
        NationalRole.objects.create(user=user, role=role)
    return user


def make_administrator() -> Actor:
    return Actor(make_person(Role.ADMINISTRATOR), Role.ADMINISTRATOR)
