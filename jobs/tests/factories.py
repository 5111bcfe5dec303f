"""Jobs for tests; people come from `submissions`' factories where a role matters."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Actor, NationalRole, Role, User
from jobs.actions import AGAIN
from jobs.models import Job

_number = count(1)


def make_person(*roles: Role) -> User:
    user = User.objects.create_user(f"pekerja{next(_number)}@contoh.test", "rahasia-sekali", name="Pemohon Contoh")
    for role in roles:
        NationalRole.objects.create(user=user, role=role)
    return user


def actor(user: User | None = None, role: str = "") -> Actor:
    return Actor(user or make_person(), role)


def make_job(state: str = Job.State.QUEUED, **fields: Any) -> Job:
    now = timezone.now()
    finished = {"finished_at": now} if state in (Job.State.DONE, *AGAIN) else {}
    values = {"kind": "test.count", "key": f"uji:{next(_number)}", "args": {"name": "satu"}, "state": state}
    return Job.objects.create(**{**values, "created_at": now, "rung_at": now, **finished, **fields})
