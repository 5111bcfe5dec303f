"""Pairs that read alike. They are only shown; a person confirms or dismisses each."""

from __future__ import annotations

from dataclasses import dataclass

from alignment.likeness import most_alike
from alignment.models import Dismissal
from alignment.queries.overview import Line, Overview
from alignment.queries.tree import Aim
from documents.models import MasterplanProgramme

PER_PROGRAMME = 3
LEAST_WHEN_ANCHORED = 60
"""Percent below which a programme that serves something already is not bothered again."""


@dataclass(frozen=True)
class Suggestion:
    """`shared` are the words of the programme that stand in the text of the RPJMD too: the reason for the suggestion."""

    programme: MasterplanProgramme
    aim: Aim
    percent: int
    shared: tuple[str, ...]


def suggestions(found: Overview, only: MasterplanProgramme | None = None) -> list[Suggestion]:
    """At most `PER_PROGRAMME` for each programme: those without an anchor first, then by likeness. One query.

    Left out is what is linked and what was dismissed.
    """
    if found.trunk is None:
        return []
    said = set(Dismissal.objects.filter(programme__document=found.plan).values_list("programme", "rpjmd_programme"))
    said |= {(line.programme.pk, bond.aim.pk) for line in found.lines for bond in line.bonds}
    aims = list(found.trunk.programmes.values())
    lines = [line for line in found.lines if only is None or line.programme.pk == only.pk]
    alike = most_alike([_text(line) for line in lines], [f"{aim.name} {aim.measure}" for aim in aims])
    listed = []
    for line, likes in zip(lines, alike, strict=True):
        free = [like for like in likes if (line.programme.pk, aims[like.place].pk) not in said]
        near = [like for like in free if not line.bonds or like.percent >= LEAST_WHEN_ANCHORED]
        for like in near[:PER_PROGRAMME]:
            one = Suggestion(line.programme, aims[like.place], like.percent, like.shared)
            listed.append((bool(line.bonds), -like.percent, one))
    return [one for _has_anchor, _percent, one in sorted(listed, key=lambda row: row[:2])]


def _text(line: Line) -> str:
    return f"{line.programme.name} {line.programme.description}"
