"""One respondent's answers as a form sends them: the public page, the kiosk and paper typed in by staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pillars.models import Indicator
from surveys.actions.responses import Given
from surveys.queries import Asked
from surveys.scoring import LEVELS

UNKNOWN = "tt"
YES, NO = "ya", "tidak"
SCORES: dict[str, int | None] = {**{str(level): level for level in LEVELS}, UNKNOWN: None}
LONGEST_CODE = 12


@dataclass(frozen=True)
class Line:
    """A statement as the page draws it: the name of its field, and each choice with whether it is the chosen one."""

    indicator: Indicator
    name: str
    levels: Sequence[tuple[str, bool]]
    is_unknown: bool


@dataclass(frozen=True)
class Block:
    """A programme as the page draws it."""

    asked: Asked
    name: str
    knows: str
    lines: Sequence[Line]


@dataclass
class Sheet:
    """What was typed, with `given` when it can be taken and `error` when it cannot."""

    blocks: list[Block]
    given: Given | None = None
    error: str = ""
    code: str = ""
    code_error: str = ""


def sheet(asked: Sequence[Asked], typed: Mapping[str, str]) -> Sheet:
    """The page's fields with what was typed in them; `typed` empty: nothing yet."""
    return Sheet([_block(row, typed) for row in asked], code=typed.get("code", "")[:LONGEST_CODE])


def read(asked: Sequence[Asked], typed: Mapping[str, str]) -> Sheet:
    """As `sheet`, read: what no button of the page sends is an error, and so is a page without any answer."""
    found = sheet(asked, typed)
    scores: dict[Indicator, int | None] = {}
    for indicator in (row for one in asked for row in one.statements):
        text = typed.get(score_name(indicator), "")
        if text in SCORES:
            scores[indicator] = SCORES[text]
        elif text:
            found.error = _("Ada jawaban yang tidak dikenal. Periksa kembali.")
    if not scores and not found.error:
        found.error = _("Belum ada yang dijawab. Pilih paling sedikit satu jawaban.")
    if not found.error:
        known = {one.key: typed.get(knows_name(one), "") for one in asked}
        knows = {key: text == YES for key, text in known.items() if text in (YES, NO)}
        found.given = Given(scores, sum(len(one.statements) for one in asked), knows)
    return found


def score_name(indicator: Indicator) -> str:
    return f"n{indicator.order}"


def knows_name(asked: Asked) -> str:
    return f"kenal-{asked.key}"


def _block(asked: Asked, typed: Mapping[str, str]) -> Block:
    lines = []
    for indicator in asked.statements:
        name = score_name(indicator)
        text = typed.get(name, "")
        levels = [(str(level), text == str(level)) for level in LEVELS]
        lines.append(Line(indicator, name, levels, text == UNKNOWN))
    return Block(asked, knows_name(asked), typed.get(knows_name(asked), ""), lines)
