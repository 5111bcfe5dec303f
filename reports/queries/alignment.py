"""How a Masterplan and an RPJMD are aligned, for paper: the matrix, every link with its pages, gaps and orphans."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format

from alignment.queries.overview import Bond, Line, Overview, overview
from common.clock import local
from documents.models import Document


@dataclass(frozen=True, slots=True)
class PillarRow:
    """A pillar: how many of its programmes serve each mission, how many there are and have an anchor; percent or None."""

    name: str
    counts: tuple[int, ...]
    total: int
    anchored: int
    coverage: Decimal | None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A confirmed link. `pages` in both documents as written; `confirmed` is who (empty: the portal) and the day."""

    programme: str
    serves: str
    pages: tuple[str, str]
    confirmed: tuple[str, str]


@dataclass(frozen=True, slots=True)
class AlignmentAnnex:
    """`rpjmd` is empty while the region has none; then there are no missions and nothing is covered."""

    regency_name: str
    sample: bool
    plan: str
    rpjmd: str
    coverage: Decimal | None
    served: Decimal | None
    missions: tuple[tuple[str, str], ...]
    rows: tuple[PillarRow, ...]
    links: tuple[LinkLine, ...]
    gaps: tuple[str, ...]
    orphans: tuple[str, ...]


def alignment_annex(plan: Document) -> AlignmentAnnex:
    """Against the RPJMD whose years overlap most. The plan comes with its regency. Thirteen queries at most."""
    found = overview(plan)
    return AlignmentAnnex(
        regency_name=plan.regency.name,
        sample=plan.is_sample,
        plan=_named(plan),
        rpjmd=_named(found.trunk.document) if found.trunk else "",
        coverage=found.coverage,
        served=found.served,
        missions=tuple(found.trunk.missions) if found.trunk else (),
        rows=_rows(found),
        links=tuple(_link(line, bond, plan) for line in found.lines for bond in line.bonds),
        gaps=tuple(str(programme) for programme in found.gaps),
        orphans=tuple(str(aim) for aim in found.orphans),
    )


def _named(document: Document) -> str:
    return f"{document.title} ({document.start_year}–{document.end_year})"


def _rows(found: Overview) -> tuple[PillarRow, ...]:
    return tuple(
        PillarRow(row.pillar.name, tuple(cell.count for cell in row.cells), row.total, row.anchored, row.coverage)
        for row in found.rows
    )


def _link(line: Line, bond: Bond, plan: Document) -> LinkLine:
    day = date_format(local(bond.link.confirmed_at, plan.regency.timezone), "j F Y")
    pages = (bond.link.programme_pages, bond.link.other_pages)
    return LinkLine(str(line.programme), str(bond.aim), pages, (bond.confirmed_by, day))
