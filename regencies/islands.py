"""The seven island groups of the country, by the code of the province (`data/islands.csv`)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

TABLE = Path(__file__).parent / "data" / "islands.csv"


class Island(models.TextChoices):
    SUMATERA = "sumatera", _("Sumatera")
    JAWA_BALI = "jawa_bali", _("Jawa–Bali")
    NUSA_TENGGARA = "nusa_tenggara", _("Nusa Tenggara")
    KALIMANTAN = "kalimantan", _("Kalimantan")
    SULAWESI = "sulawesi", _("Sulawesi")
    MALUKU = "maluku", _("Maluku")
    PAPUA = "papua", _("Papua")


@cache
def islands() -> dict[str, str]:
    """Island group of each province, by code."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {row["province_code"]: Island(row["island"]).value for row in csv.DictReader(file)}


def provinces_of(island: str) -> list[str]:
    """Codes of the provinces of an island group."""
    return [code for code, group in islands().items() if group == island]
