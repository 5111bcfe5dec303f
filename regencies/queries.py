"""Look-ups of regions and agencies. Always by code: nine pairs of Kabupaten and Kota share a name."""

from __future__ import annotations

from collections.abc import Iterable

from regencies.models import Agency, Province, Regency


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


def agencies_of(regency_code: str) -> list[Agency]:
    """Agencies of a regency by abbreviation. One query."""
    return list(Agency.objects.filter(regency_id=regency_code).order_by("code"))
