"""A part of a survey in the words of its page; also shown to assessors, who have no page of the region's."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.models import Response
from surveys.queries.standing import Flag, PartStanding
from surveys.words import PART_FLAGS


@dataclass(frozen=True)
class FlagWords:
    """A flag with what it is called, of which programme, and the excuse that stands beside it."""

    flag: Flag
    label: str
    about: str


@dataclass(frozen=True)
class ShownPart:
    """A part, its flags in words, and its meters by channel with their names."""

    standing: PartStanding
    flags: list[FlagWords]
    channels: list[tuple[str, int]]

    @property
    def open_flags(self) -> int:
        """Flags of the part and its programmes that nobody has spoken to."""
        return sum(row.flag.excuse is None for row in self.flags)


def shown(standing: PartStanding) -> ShownPart:
    """No query."""
    flags = [FlagWords(flag, str(PART_FLAGS[flag.code]), _about(flag)) for flag in standing.flags]
    channels = [(str(Response.Channel(code).label), standing.channels.get(code, 0)) for code in Response.Channel.values]
    return ShownPart(standing, flags, channels)


def _about(flag: Flag) -> str:
    if flag.programme is None:
        return _("seluruh pilar")
    return flag.programme.name or str(flag.programme.sub_pillar)
