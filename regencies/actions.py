"""Everything that changes regions and their agencies."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.reference import Tally, bring
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from regencies.models import Agency, Province, Regency

DATA = Path(__file__).parent / "data"


@transaction.atomic
def create_agency(
    regency: Regency, *, code: str, name: str, by: Actor, at: datetime, is_sample: bool = False
) -> Agency:
    """A new agency of a regency. Raises `Refused` when the regency already has one with this abbreviation."""
    try:
        with transaction.atomic():
            agency = Agency.objects.create(regency=regency, code=code.strip(), name=name.strip(), is_sample=is_sample)
    except IntegrityError:
        raise Refused(
            _("%(regency)s sudah memiliki perangkat daerah dengan singkatan “%(code)s”.")
            % {"regency": regency.name, "code": code.strip()}
        ) from None
    journal.write(
        "agency.create",
        agency,
        by=by,
        at=at,
        after={"code": agency.code, "name": agency.name},
        regency_code=regency.code,
        audience=Audience.REGION,
    )
    return agency


@transaction.atomic
def load_regions(folder: Path = DATA) -> Mapping[str, Tally]:
    """Provinces, regencies and cities from the files of `folder`; safe to run twice. Returns a tally per table.

    Codes that the files no longer name stay: submissions of past years point to them.
    """
    provinces = [Province(**row) for row in _read(folder / "provinces.csv")]
    regencies = [Regency(**_with_id(row)) for row in _read(folder / "regencies.csv")]
    return {
        "provinces": bring(Province, provinces, key="code", fields=("name", "timezone")),
        "regencies": bring(Regency, regencies, key="code", fields=("province_id", "kind", "name", "timezone")),
    }


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _with_id(row: dict[str, str]) -> dict[str, str]:
    return {"province_id" if name == "province_code" else name: value for name, value in row.items()}
