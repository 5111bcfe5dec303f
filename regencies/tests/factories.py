"""Invented regions, agencies and people for the tests."""

from __future__ import annotations

from accounts.models import Actor, Role, User
from accounts.tests.factories import make_person
from regencies.models import Agency, Membership, Province, Regency

PASER, KUTAI, KEDIRI_KAB, KEDIRI_KOTA = "64.01", "64.02", "35.06", "35.71"
NAMES = {PASER: "Paser", KUTAI: "Kutai Kartanegara", KEDIRI_KAB: "Kediri", KEDIRI_KOTA: "Kediri"}


def make_regency(code: str = PASER) -> Regency:
    zone = "Asia/Makassar" if code.startswith("64") else "Asia/Jakarta"
    province, _new = Province.objects.get_or_create(
        code=code[:2], defaults={"name": f"Provinsi {code[:2]}", "timezone": zone}
    )
    kind = Regency.Kind.KOTA if code[3] == "7" else Regency.Kind.KABUPATEN
    name = f"{kind.label} {NAMES.get(code, code)}"
    regency, _new = Regency.objects.get_or_create(
        code=code, defaults={"province": province, "kind": kind, "name": name, "timezone": zone}
    )
    return regency


def make_agency(regency: Regency, code: str = "DINKES") -> Agency:
    return Agency.objects.create(regency=regency, code=code, name=f"Dinas contoh {code}")


def make_member(regency: Regency, role: Role = Role.OPERATOR, *, agency: Agency | None = None, name: str = "") -> User:
    user = make_person(name=name)
    Membership.objects.create(user=user, role=role, regency=regency, agency=agency)
    return user


def operator(regency: Regency) -> Actor:
    return Actor(make_member(regency), Role.OPERATOR)
