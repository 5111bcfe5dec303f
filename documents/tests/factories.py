"""People, a regency with documents and programme trees for tests of this room and of `quickwins`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from accounts.models import PORTAL, NationalRole, Role, User
from documents import actions
from documents.models import Document, MasterplanProgramme, RpjmdProgramme
from pillars.models import Pillar, SubPillar
from regencies.models import Agency, Membership, Province, Regency

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"by": PORTAL, "at": AT}
PASER, KUTAI = "64.01", "64.02"

_number = count(1)


def make_regency(code: str = PASER) -> Regency:
    province, _new = Province.objects.get_or_create(
        code=code[:2], defaults={"name": "Provinsi Contoh", "timezone": "Asia/Makassar"}
    )
    defaults = {"province": province, "kind": "kabupaten", "name": f"Kabupaten {code}", "timezone": "Asia/Makassar"}
    return Regency.objects.get_or_create(code=code, defaults=defaults)[0]


def make_agency(regency: Regency, code: str = "DINKES") -> Agency:
    return Agency.objects.get_or_create(regency=regency, code=code, defaults={"name": f"Dinas contoh {code}"})[0]


def make_person(regency: Regency | None = None, role: Role = Role.OPERATOR) -> User:
    """Somebody who works for the regency in this role, or holds a national role when there is none."""
    number = next(_number)
    user = User.objects.create_user(f"rencana{number}@contoh.test", "rahasia-sekali", name=f"Orang {number}")
    if regency is None:
        NationalRole.objects.create(user=user, role=role)
    else:
        agency = make_agency(regency) if role == Role.CONTRIBUTOR else None
        Membership.objects.create(user=user, role=role, regency=regency, agency=agency)
    return user


def make_pillar(slug: str = "living", order: int = 4) -> Pillar:
    name = f"Smart {slug.title()}"
    pillar, _new = Pillar.objects.get_or_create(slug=slug, defaults={"order": order, "name_id": name, "name_en": name})
    SubPillar.objects.get_or_create(
        slug=f"{slug}-1", defaults={"pillar": pillar, "order": 1, "name_id": "Subpilar", "name_en": "Sub-pillar"}
    )
    return pillar


def document_values(**fields: Any) -> dict[str, Any]:
    """What a form about a document holds."""
    values = {
        "code": f"DOK-{next(_number)}",
        "kind": Document.Kind.MASTERPLAN,
        "title": "Masterplan contoh",
        "start_year": 2021,
        "end_year": 2026,
        "status": Document.Status.IN_FORCE,
        "legal_basis": "",
        "vision": "",
    }
    return {**values, **fields}


def make_document(regency: Regency | None = None, **fields: Any) -> Document:
    return actions.create(regency or make_regency(), document_values(**fields), **WHO)


def make_rpjmd(regency: Regency | None = None, *, programmes: int = 1) -> Document:
    """An RPJMD with one mission, goal and target, and so many programmes with a target in 2023 and none in 2024."""
    document = make_document(regency, kind=Document.Kind.RPJMD, title="RPJMD contoh")
    mission = actions.add_mission(document, code="M1", text="Misi contoh", order=1, **WHO)
    goal = actions.add_goal(document, code="T1", text="Tujuan contoh", missions=[mission], **WHO)
    target = actions.add_target(goal, code="S1", text="Sasaran contoh", **WHO)
    for number in range(1, programmes + 1):
        actions.add_rpjmd_programme(
            target,
            code=f"RP-{number}",
            name=f"Program RPJMD {number}",
            agency=make_agency(document.regency),
            year_targets={2023: "75 persen", 2024: ""},
            **WHO,
        )
    return document


def programme_values(**fields: Any) -> dict[str, Any]:
    """What a form about a Masterplan programme holds."""
    values = {
        "code": f"MP-{next(_number)}",
        "name": "Program contoh",
        "description": "",
        "pillar": make_pillar(),
        "sub_pillar": None,
        "horizon": MasterplanProgramme.Horizon.SHORT,
        "start_year": None,
        "end_year": None,
        "budget_rupiah": None,
        "agency": None,
    }
    return {**values, **fields}


def make_programme(
    document: Document | None = None, *, anchor: RpjmdProgramme | None = None, **fields: Any
) -> MasterplanProgramme:
    """A programme of this Masterplan (a new one unless given) with an agency, a status in 2023 and maybe an anchor."""
    document = document or make_document()
    values = programme_values(agency=make_agency(document.regency), **fields)
    programme = actions.add_masterplan_programme(document, values, **WHO)
    if anchor is not None:
        programme.links.create(rpjmd_programme=anchor, confirmed_at=AT)
    actions.record_status(programme, year=2023, status="running", **WHO)
    return programme


def typed(values: dict[str, Any]) -> dict[str, Any]:
    """The same values as a browser sends them."""
    return {name: getattr(value, "pk", value) for name, value in values.items() if value is not None}
