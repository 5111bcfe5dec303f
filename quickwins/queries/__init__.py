"""Reads of Quick Wins: the timeline of a region, and one Quick Win with its whole story."""

from quickwins.queries.story import Region, regions_with_quick_wins, with_story
from quickwins.queries.timeline import Carried, Line, PillarGroup, Timeline, carried_into, timeline, with_years

__all__ = [
    "Carried",
    "Line",
    "PillarGroup",
    "Region",
    "Timeline",
    "carried_into",
    "regions_with_quick_wins",
    "timeline",
    "with_story",
    "with_years",
]
