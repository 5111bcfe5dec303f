"""What the operator types about the programmes of a survey: eighteen rows on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from regencies.models import Agency
from surveys.actions.surveys import About
from surveys.models import Programme

MOST_USERS = 10_000_000


@dataclass
class Row:
    """One programme with what stands in its three fields, and what is wrong with them by field."""

    programme: Programme
    name: str = ""
    agency: str = ""
    users: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.programme.pk)


def rows_of(programmes: Sequence[Programme]) -> list[Row]:
    """The fields as they are stored."""
    return [
        Row(row, row.name, str(row.agency_id or ""), "" if row.users is None else str(row.users)) for row in programmes
    ]


def read(
    programmes: Sequence[Programme], agencies: Sequence[Agency], typed: Mapping[str, str]
) -> tuple[list[Row], dict[int, About]]:
    """The fields as they were typed, with their errors; and what they mean, empty when any row has an error.

    A programme whose fields were not sent stays as it is.
    """
    known = {str(agency.pk): agency for agency in agencies}
    rows, about = [], {}
    for stored in rows_of(programmes):
        if f"name-{stored.key}" not in typed:
            rows.append(stored)
            continue
        name, agency, users = (typed.get(f"{part}-{stored.key}", "").strip() for part in ("name", "agency", "users"))
        row = Row(stored.programme, name, agency, users)
        rows.append(row)
        if len(row.name) > 160:
            row.errors["name"] = _("Paling panjang 160 huruf.")
        if row.agency and row.agency not in known:
            row.errors["agency"] = _("Pilih perangkat daerah dari daftar.")
        about[row.programme.pk] = About(name, known.get(agency), _users(row))
    return rows, {} if any(row.errors for row in rows) else about


def _users(row: Row) -> int | None:
    """Typed as 1250 or 1.250."""
    plain = row.users.replace(".", "").replace(" ", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit()) or int(plain) > MOST_USERS:
        row.errors["users"] = _("Isi dengan bilangan bulat.")
        return None
    return int(plain)
