"""What the pages of a region's staff show: own submissions, tiles, the checklist by question, the steps taken so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, QuerySet

from journal.models import Audience, Entry
from journal.verbs import VERBS
from pillars.models import Dimension, Indicator
from submissions.models import Answer, HandOver, Submission, Window
from submissions.queries import Missing, extended, extensions_of, lacking, lacks_evidence
from submissions.queries.cycles import COMPLETE
from submissions.queries.overview import Overview

STEPS_SHOWN = 10


@dataclass(frozen=True)
class Desk:
    """A submission as it lies before one of its staff: of `total` questions asked of this person, `complete` are."""

    submission: Submission
    window: Window | None
    complete: int
    total: int


def desks_of(submissions: Sequence[Submission], confined: Mapping[UUID, Collection[object]]) -> list[Desk]:
    """Progress of these submissions, in their order; `confined`: agencies whose questions alone count. Five queries."""
    windows = Window.objects.filter(kind=Window.Kind.ANSWERS, cycle__in={row.cycle_id for row in submissions})
    by_cycle = {window.cycle_id: window for window in windows}
    until = extensions_of([row.pk for row in submissions])
    instruments = {row.instrument_id for row in submissions}
    sizes = dict(
        Indicator.objects.filter(instrument__in=instruments).order_by().values_list("instrument").annotate(Count("pk"))
    )
    complete = _by_submission(Answer.objects.filter(COMPLETE, submission__in=submissions))
    asked = _handed_to(confined)
    found = []
    for row in submissions:
        done = complete.get(row.pk, set())
        mine = asked.get(row.pk)
        total = sizes.get(row.instrument_id, 0) if mine is None else len(mine)
        window = by_cycle.get(row.cycle_id)
        own = extended(window, until.get(row.pk)) if window else None
        found.append(Desk(row, own, len(done if mine is None else done & mine), total))
    return found


def _by_submission(rows: QuerySet[Answer]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for submission, indicator in rows.values_list("submission_id", "indicator_id"):
        found.setdefault(submission, set()).add(indicator)
    return found


def _handed_to(confined: Mapping[UUID, Collection[object]]) -> dict[UUID, set[UUID]]:
    """Questions handed to the agencies named for each submission."""
    found: dict[UUID, set[UUID]] = {pk: set() for pk in confined}
    rows = HandOver.objects.filter(submission__in=list(confined))
    for submission, indicator, agency in rows.values_list("submission_id", "indicator_id", "agency_id"):
        if agency in confined[submission]:
            found[submission].add(indicator)
    return found


@dataclass
class Tile:
    """A pillar through all dimensions, or a dimension that has none. `key` is its colour class; `slug` where to go."""

    key: str
    label: str
    icon: str
    slug: str = ""
    total: int = 0
    complete: int = 0
    without_evidence: int = 0


def tiles_of(
    overview: Overview, indicators: Iterable[Indicator], answers: Mapping[object, Answer]
) -> dict[str, list[Tile]]:
    """Tiles of pillars and of dimensions; each leads to its first section that is not complete."""
    tiles: dict[str, Tile] = {}
    pillars: dict[str, int] = {}
    for indicator in indicators:
        tile = _tile(tiles, indicator)
        if indicator.pillar:
            pillars[tile.key] = indicator.pillar.order
        answer = answers.get(indicator.pk)
        tile.total += 1
        is_complete = not lacking(answer, indicator)
        tile.complete += is_complete
        if not is_complete and not tile.slug:
            tile.slug = indicator.section_slug
        if answer is not None:
            tile.without_evidence += lacks_evidence(answer, answer.evidence_count)  # type: ignore[attr-defined]
    first = {_key(section.dimension, section.slug): section.slug for section in reversed(overview.sections)}
    for tile in tiles.values():
        tile.slug = tile.slug or first[tile.key]
    return {
        "pillars": sorted((tile for tile in tiles.values() if tile.key in pillars), key=lambda row: pillars[row.key]),
        "dimensions": [tile for tile in tiles.values() if tile.key not in pillars],
    }


def _key(dimension: str, slug: str) -> str:
    """Colour class of a section's tile, such as "pillar-living" or "dimension-output"."""
    pillar = slug.removeprefix(dimension).removeprefix("-")
    return f"pillar-{pillar}" if pillar else f"dimension-{dimension}"


def _tile(tiles: dict[str, Tile], indicator: Indicator) -> Tile:
    key = _key(indicator.dimension, indicator.section_slug)
    if key not in tiles:
        if indicator.pillar:
            tiles[key] = Tile(key, indicator.pillar.name, key)
        else:
            tiles[key] = Tile(key, str(Dimension(indicator.dimension).label), "clipboard")
    return tiles[key]


@dataclass
class ChecklistRow:
    """Everything one question still lacks. `is_gap`: it holds back the handing in; otherwise it is a warning."""

    indicator: Indicator
    group: str
    texts: list[str] = field(default_factory=list)
    is_gap: bool = False


def checklist(missing: Iterable[Missing]) -> list[ChecklistRow]:
    """What is missing, a row a question, in the order given."""
    rows: dict[UUID, ChecklistRow] = {}
    for item in missing:
        indicator = item.indicator
        group = str(Dimension(indicator.dimension).label)
        if indicator.pillar:
            group = f"{group} · {indicator.pillar.name}"
        row = rows.setdefault(indicator.pk, ChecklistRow(indicator, group))
        row.texts.append(item.text)
        row.is_gap = row.is_gap or not item.is_warning
    return list(rows.values())


@dataclass(frozen=True)
class StepTaken:
    """A step of the submission as the journal tells it."""

    entry: Entry
    words: str


def history_of(submission: Submission) -> list[StepTaken]:
    """The latest steps of a submission with their reasons, newest first. One query."""
    rows = Entry.objects.filter(
        target_type=Submission._meta.label_lower,
        target_id=str(submission.pk),
        verb__startswith="submission.",
        audience=Audience.REGION,
    )
    return [StepTaken(entry, str(VERBS[entry.verb])) for entry in rows.select_related("user")[:STEPS_SHOWN]]
