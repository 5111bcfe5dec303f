"""Look-ups of regions, agencies and people. Always by code: many pairs of Kabupaten and Kota share a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.models import NATIONAL_ROLES, NationalRole, User
from regencies.models import Agency, Emblem, Membership, Province, Regency

CODE = re.compile(r"\d\d\.\d\d")
RUNNING = Q(ended_at__isnull=True)


def by_code(codes: Iterable[str]) -> dict[str, Regency]:
    """Regencies by code, with province; codes that do not exist are simply not in it. One query."""
    return {row.code: row for row in Regency.objects.filter(pk__in=set(codes)).select_related("province")}


def regencies_by_province() -> list[tuple[Province, list[Regency]]]:
    """All provinces with their regencies, in order of the codes: the choices when regions are invited. One query."""
    found: list[tuple[Province, list[Regency]]] = []
    for regency in Regency.objects.select_related("province").order_by("province_id", "code"):
        if not found or found[-1][0].pk != regency.province_id:
            found.append((regency.province, []))
        found[-1][1].append(regency)
    return found


def emblem_of(regency_code: str) -> Emblem | None:
    """The regency's emblem with its picture. One query."""
    return Emblem.objects.filter(pk=regency_code).first()


def emblem_mark(regency_code: str) -> str:
    """SHA-256 of the regency's emblem, empty when it has none. One query."""
    return Emblem.objects.filter(pk=regency_code).values_list("sha256", flat=True).first() or ""


@dataclass(frozen=True)
class RegionCount:
    """A regency with how many rows of some kind it has, for the one who chooses among several."""

    code: str
    name: str
    province: str
    count: int


def counted(rows: QuerySet[Any]) -> list[RegionCount]:
    """The regencies to which these rows point by `regency`, by code. One query."""
    named = rows.order_by("regency_id").values("regency_id", "regency__name")
    found = named.annotate(province=F("regency__province__name"), count=Count("pk"))
    return [RegionCount(row["regency_id"], row["regency__name"], row["province"], row["count"]) for row in found]


def agencies_of(regency_code: str) -> list[Agency]:
    """Agencies of a regency by abbreviation. One query."""
    return list(Agency.objects.filter(regency_id=regency_code).order_by("code"))


def agencies_with_contributors(regency_code: str) -> list[Agency]:
    """Agencies of a regency, each with `contributors`: how many people work for it now. One query."""
    working = Count("memberships", filter=Q(memberships__ended_at__isnull=True))
    rows = Agency.objects.filter(regency_id=regency_code).annotate(contributors=working)
    return list(rows.order_by("code"))


def matching(seen: QuerySet[Regency], *, text: str, province: str) -> QuerySet[Regency]:
    """Those of `seen` whose name contains `text` or whose code begins with it, in one province or in all."""
    if text:
        seen = seen.filter(Q(name__icontains=text) | Q(code__startswith=text))
    return (seen.filter(province=province) if province else seen).select_related("province").order_by("code")


def meant_by(text: str) -> list[Regency]:
    """Regencies that a typed text may mean: the one of its leading code, else those with exactly this name.

    The name may leave out its kind; then Kabupaten and Kota of one name are both meant. At most one query.
    """
    text = " ".join(text.replace("\0", " ").split())  # PostgreSQL has no character 0
    if code := CODE.match(text):
        return list(Regency.objects.filter(pk=code[0]))
    names = [text, *(f"{kind.label} {text}" for kind in Regency.Kind)]
    same = Q(pk__in=[])
    for name in names:
        same |= Q(name__iexact=name)
    return list(Regency.objects.filter(same).order_by("code")) if text else []


def all_regencies() -> list[tuple[str, str]]:
    """Code and name of every regency: what a field for one offers. One query."""
    return list(Regency.objects.order_by("code").values_list("code", "name"))


def people(*, text: str = "", role: str = "", active: bool | None = None) -> QuerySet[User]:
    """Accounts by name, each with `running_roles` and `running_memberships`. Two queries more, however many rows."""
    found = User.objects.order_by("name", "email")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(institution__icontains=text))
    if role:
        table = NationalRole if role in NATIONAL_ROLES else Membership
        found = found.filter(Exists(table._default_manager.filter(RUNNING, user=OuterRef("pk"), role=role)))
    if active is not None:
        found = found.filter(is_active=active)
    places = Membership.objects.filter(RUNNING).select_related("regency", "agency").order_by("since", "id")
    return found.prefetch_related(
        Prefetch("national_roles", NationalRole.objects.filter(RUNNING).order_by("since", "id"), "running_roles"),
        Prefetch("memberships", places, "running_memberships"),
    )


def national_roles_of(user: User) -> list[NationalRole]:
    """National roles, running and ended, newest first. One query."""
    return list(NationalRole.objects.filter(user=user).order_by("-since", "-id"))


def memberships_of(user: User) -> list[Membership]:
    """Roles in regencies, running and ended, newest first. One query."""
    rows = Membership.objects.filter(user=user).select_related("regency", "agency")
    return list(rows.order_by("-since", "-id"))
