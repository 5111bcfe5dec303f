"""The matrix of a Masterplan against an RPJMD: coverage, gaps, orphans, periods apart, Quick Wins without an issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from alignment.models import Link
from alignment.queries.tree import Aim, Trunk, trunk_of
from documents.models import Document, MasterplanProgramme
from pillars.models import Pillar
from quickwins.models import QuickWin


@dataclass(frozen=True)
class Bond:
    """A link as the matrix shows it: to what in this RPJMD, since when, by whom (empty: the portal), on which pages."""

    aim: Aim
    link: Link
    confirmed_by: str


@dataclass(frozen=True)
class Line:
    """A Masterplan programme with what it serves in this RPJMD and how many questions and Quick Wins it names."""

    programme: MasterplanProgramme
    bonds: list[Bond] = field(default_factory=list)
    questions: int = 0
    quick_wins: int = 0

    @property
    def missions(self) -> set[str]:
        return {mission for bond in self.bonds for mission in bond.aim.missions}


@dataclass(frozen=True)
class Cell:
    """How many programmes of a pillar serve a mission."""

    mission: str
    count: int


@dataclass(frozen=True)
class Row:
    """A pillar: programmes in all, those with an anchor, and how many serve each mission."""

    pillar: Pillar
    total: int
    anchored: int
    cells: list[Cell]

    @property
    def coverage(self) -> Decimal | None:
        return percent(self.anchored, self.total)


@dataclass(frozen=True)
class Overview:
    """`trunk` is None while the regency has no RPJMD: then nothing is covered, and nothing can be."""

    plan: Document
    choices: list[Document]
    trunk: Trunk | None
    pillars: list[Pillar]
    lines: list[Line]
    adrift: list[QuickWin]

    @property
    def rows(self) -> list[Row]:
        missions = [code for code, _text in self.trunk.missions] if self.trunk else []
        grouped: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            grouped[line.programme.pillar_id].append(line)
        return [_row(pillar, grouped[pillar.pk], missions) for pillar in self.pillars]

    @property
    def anchored(self) -> int:
        return sum(bool(line.bonds) for line in self.lines)

    @property
    def coverage(self) -> Decimal | None:
        """Percent of the Masterplan's programmes that serve something of this RPJMD."""
        return percent(self.anchored, len(self.lines))

    @property
    def gaps(self) -> list[MasterplanProgramme]:
        """Programmes of the Masterplan without an anchor in this RPJMD."""
        return [line.programme for line in self.lines if not line.bonds]

    @property
    def orphans(self) -> list[Aim]:
        """Programmes of this RPJMD that nothing serves."""
        served = {bond.aim.pk for line in self.lines for bond in line.bonds}
        return [aim for aim in self.trunk.programmes.values() if aim.pk not in served] if self.trunk else []

    @property
    def served(self) -> Decimal | None:
        """Percent of this RPJMD's programmes that something serves."""
        total = len(self.trunk.programmes) if self.trunk else 0
        return percent(total - len(self.orphans), total)

    @property
    def apart(self) -> list[Line]:
        """Programmes that serve something of this RPJMD but run wholly before or after it."""
        if self.trunk is None:
            return []
        rpjmd = self.trunk.document
        return [line for line in self.lines if line.bonds and not _touch(line.programme, self.plan, rpjmd)]

    @property
    def periods_meet(self) -> bool:
        return self.trunk is None or _overlap(self.plan, self.trunk.document) > 0

    def drill(self, pillar: str, mission: str | None) -> list[Line]:
        """Programmes of a pillar (empty: all) that serve a mission (None: any or none), with the bonds under it."""
        chosen = [line for line in self.lines if pillar in ("", line.programme.pillar_id)]
        if mission is None:
            return chosen
        narrowed = ((line, [bond for bond in line.bonds if mission in bond.aim.missions]) for line in chosen)
        return [Line(line.programme, bonds, line.questions, line.quick_wins) for line, bonds in narrowed if bonds]


def percent(part: int, whole: int) -> Decimal | None:
    """Half-up to one decimal; None of nothing."""
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def overview(plan: Document, chosen: str = "") -> Overview:
    """Against the RPJMD with the id `chosen`, or the one whose years overlap most. Thirteen queries at most."""
    choices = list(Document.objects.filter(regency=plan.regency_id, kind=Document.Kind.RPJMD).order_by("-start_year"))
    rpjmd = _chosen(plan, choices, chosen)
    trunk = trunk_of(rpjmd) if rpjmd else None
    quick_wins = list(QuickWin.objects.filter(regency=plan.regency_id).order_by("code"))
    lines = _lines(plan, trunk, quick_wins)
    adrift = [row for row in quick_wins if row.rpjmd_target_id is None]
    return Overview(plan, choices, trunk, list(Pillar.objects.all()), lines, adrift)


def _chosen(plan: Document, choices: Sequence[Document], chosen: str) -> Document | None:
    named = [row for row in choices if str(row.pk) == chosen]
    ordered = named or sorted(choices, key=lambda row: _overlap(plan, row), reverse=True)
    return ordered[0] if ordered else None


def _lines(plan: Document, trunk: Trunk | None, quick_wins: Iterable[QuickWin]) -> list[Line]:
    rows = MasterplanProgramme.objects.filter(document=plan).select_related("pillar", "agency")
    lines = {row.pk: Line(row) for row in rows}
    questions: dict[UUID, int] = defaultdict(int)
    wins: dict[UUID, set[UUID]] = defaultdict(set)
    for quick_win in quick_wins:
        if quick_win.masterplan_programme_id is not None:
            wins[quick_win.masterplan_programme_id].add(quick_win.pk)
    aims = {**trunk.programmes, **trunk.indicators} if trunk else {}
    links = Link.objects.filter(programme__document=plan).select_related("confirmed_by").order_by("pk")
    for link in links:
        line = lines[link.programme_id]
        if aim := aims.get(link.rpjmd_programme_id or link.level_indicator_id):  # type: ignore[arg-type]
            line.bonds.append(Bond(aim, link, link.confirmed_by.name if link.confirmed_by else ""))
        questions[link.programme_id] += bool(link.indicator_key)
        if link.quick_win_id is not None:
            wins[link.programme_id].add(link.quick_win_id)
    return [
        Line(line.programme, sorted(line.bonds, key=lambda bond: bond.aim.code), questions[pk], len(wins[pk]))
        for pk, line in lines.items()
    ]


def _row(pillar: Pillar, lines: list[Line], missions: Iterable[str]) -> Row:
    cells = [Cell(code, sum(code in line.missions for line in lines)) for code in missions]
    return Row(pillar, len(lines), sum(bool(line.bonds) for line in lines), cells)


def _overlap(one: Document, other: Document) -> int:
    """How many years both documents are for."""
    return max(0, min(one.end_year, other.end_year) - max(one.start_year, other.start_year) + 1)


def _touch(programme: MasterplanProgramme, plan: Document, rpjmd: Document) -> bool:
    """Whether the programme runs in a year of the RPJMD; a year it does not say is the plan's."""
    start = plan.start_year if programme.start_year is None else programme.start_year
    end = plan.end_year if programme.end_year is None else programme.end_year
    return start <= rpjmd.end_year and end >= rpjmd.start_year
