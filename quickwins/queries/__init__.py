"""Reads of Quick Wins: the timeline of a region, and one Quick Win with its whole story."""

from quickwins.queries.risks import HeatMap, heat_map, register
from quickwins.queries.story import Region, regions_with_quick_wins, with_story
from quickwins.queries.timeline import Carried, Line, PillarGroup, Timeline, carried_into, timeline, with_years

__all__ = [
    "Carried",
    "HeatMap",
    "Line",
    "PillarGroup",
    "Region",
    "Timeline",
    "carried_into",
    "heat_map",
    "regions_with_quick_wins",
    "register",
    "timeline",
    "with_story",
    "with_years",
]
