"""League tables: the current results of announced cycles, filtered, ranked within what is shown, and sorted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from evaluations import scoring
from evaluations.models import DimensionValue, Result
from pillars.models import Cohort, Dimension
from regencies.islands import Island, provinces_of
from regencies.models import Province, Regency
from submissions.models import Cycle, Submission

SORTS = ("rank", "name", "final", "improvement", "moved", *Dimension.values)


@dataclass(slots=True)
class Row:
    """One region in a league table; `rank` is its place within the shown set, None without a final.

    `group` and `alike_*` say how sure its place within its cohort is; None while that was not studied. `before` is the
    final of the year it was compared with; `moved` the places gained since then (lost: negative) among the shown
    regions that have both, None without.
    """

    result_id: UUID
    code: str
    name: str
    province: str
    cohort: str
    final: Decimal | None
    improvement: Decimal | None
    differs: bool
    group: int | None
    alike_best: int | None
    alike_worst: int | None
    before: Decimal | None
    rank: int | None = None
    moved: int | None = None
    dimensions: dict[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """What a reader chose: a cycle, and optionally a cohort, a kind, a province, an island group, a sorting."""

    cycle: Cycle
    cohort: str = ""
    province: Province | None = None
    kind: str = ""
    island: str = ""
    sort: str = "rank"
    descending: bool = False

    @property
    def set_name(self) -> str:
        """Among whom the shown ranks count, as words without the number of regions."""
        parts = [_("kohort “%(cohort)s”") % {"cohort": Cohort(self.cohort).label} if self.cohort else _("semua kohort")]
        if self.kind:
            parts.append(_("jenis %(kind)s") % {"kind": Regency.Kind(self.kind).label})
        if self.province:
            parts.append(_("Provinsi %(name)s") % {"name": self.province.name})
        if self.island:
            parts.append(_("kelompok pulau %(name)s") % {"name": Island(self.island).label})
        return _("%(set)s dalam %(cycle)s") % {"set": ", ".join(parts), "cycle": self.cycle.name}

    @property
    def is_whole(self) -> bool:
        """Whether no region of the cohort is left out."""
        return not (self.province or self.kind or self.island)

    def narrowed(self, submissions: str) -> Q:
        """The chosen regions, as a filter of rows from which `submissions` ("" or "submission__") leads to theirs."""
        found = Q()
        if self.cohort:
            found &= Q(**{f"{submissions}cohort": self.cohort})
        if self.kind:
            found &= Q(**{f"{submissions}regency__kind": self.kind})
        if self.province:
            found &= Q(**{f"{submissions}regency__province": self.province})
        if self.island:
            found &= Q(**{f"{submissions}regency__province__in": provinces_of(self.island)})
        return found


def announced_cycles() -> QuerySet[Cycle]:
    """Cycles with results to show, newest first; demonstrations last. Each carries `run_id`, its current run, and
    `studied_at`, when it was studied how sure its ranks are (None: not yet)."""
    shown = Cycle.objects.filter(state=Cycle.State.ANNOUNCED, runs__is_current=True).select_related("previous")
    return shown.annotate(run_id=F("runs__id"), studied_at=F("runs__study__at")).order_by(
        "is_sample", "-year", "-stage"
    )


def rows(choice: Choice) -> list[Row]:
    """The league table of a choice. Two queries."""
    results = Result.objects.filter(choice.narrowed("submission__"), run__cycle=choice.cycle, run__is_current=True)
    found = [
        Row(*values)
        for values in results.values_list(
            "id",
            "submission__regency_id",
            "submission__regency__name",
            "submission__regency__province__name",
            "submission__cohort",
            "final",
            "improvement",
            "differs",
            "band__group",
            "band__alike_best",
            "band__alike_worst",
            "previous__final",
        )
    ]
    values: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    parts = DimensionValue.objects.filter(result__in=results.values("id"))
    # By code: to read three thousand ids as UUIDs takes longer than to join.
    for code, dimension, value in parts.values_list("result__submission__regency_id", "dimension", "value").order_by():
        values[code][dimension] = value
    for row in found:
        row.dimensions = values[row.code]
    ties = [scoring.tie_values(row.dimensions, choice.cycle.tie_chain) for row in found]
    for row, place in zip(found, scoring.ranks([row.final for row in found], ties), strict=True):
        row.rank = place
    _compare(found)
    return _sorted(found, choice)


def _compare(table: list[Row]) -> None:
    """Places gained since the year before, counted in both years among the same regions: those that have both
    finals. Equal finals share a place here in both years, whatever each year declared about them."""
    both = [row for row in table if row.final is not None and row.before is not None]
    now, then = scoring.ranks([row.final for row in both]), scoring.ranks([row.before for row in both])
    for row, place, place_then in zip(both, now, then, strict=True):
        row.moved = (place_then or 0) - (place or 0)


def own_results(cycle: Cycle, codes: set[str]) -> list[Result]:
    """Results of the reader's own regencies in a cycle, with the stored rank. One query, none without a regency."""
    if not codes:
        return []
    rows = Result.objects.filter(run__cycle=cycle, run__is_current=True, submission__regency__in=codes)
    return list(rows.select_related("submission__regency"))


def dimensions_of(table: list[Row]) -> list[tuple[str, str]]:
    """Slug and label of the dimensions that any row has, in official order."""
    present = {name for row in table for name in row.dimensions}
    return [(value, str(label)) for value, label in Dimension.choices if value in present]


def absent(choice: Choice) -> list[str]:
    """Names of the regions of the choice that did not take part. One query."""
    gone = Submission.objects.filter(choice.narrowed(""), cycle=choice.cycle, state=Submission.State.ABSENT)
    return list(gone.order_by("regency_id").values_list("regency__name", flat=True))


def _sorted(table: list[Row], choice: Choice) -> list[Row]:
    """By the chosen column, what has no value last; equals by code, so that the order is always the same."""
    table.sort(key=lambda row: row.code)
    if choice.sort == "name":
        return sorted(table, key=lambda row: row.name.split(" ", 1)[-1], reverse=choice.descending)
    if choice.sort == "rank":
        known = [row for row in table if row.rank is not None]
        known.sort(key=lambda row: row.rank or 0, reverse=choice.descending)
        return known + [row for row in table if row.rank is None]

    def value(row: Row) -> Decimal | int | None:
        if choice.sort in ("final", "improvement", "moved"):
            return {"final": row.final, "improvement": row.improvement, "moved": row.moved}[choice.sort]
        return row.dimensions.get(choice.sort)

    known = [row for row in table if value(row) is not None]
    known.sort(key=lambda row: value(row) or Decimal(0), reverse=choice.descending)
    return known + [row for row in table if value(row) is None]
