"""Yearly targets as plans write them ("≥ 90%", "Rp 1,2 M", "naik"): what number they say, where that is certain.

Plain Python: text in, `Decimal` out. The text itself is what is kept; a reading only stands beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Relation(StrEnum):
    """How the number bounds what is aimed at. `EXACT`: the text names a number and nothing more."""

    EXACT = "="
    AT_LEAST = "≥"
    MORE = ">"
    AT_MOST = "≤"
    LESS = "<"


@dataclass(frozen=True)
class Reading:
    """What a target says. `unit` is "%", "Rp", or the words after the number in small letters; empty: none named."""

    number: Decimal
    unit: str = ""
    relation: Relation = Relation.EXACT


SIGNS = {
    "≥": Relation.AT_LEAST,
    ">=": Relation.AT_LEAST,
    "=>": Relation.AT_LEAST,
    "≤": Relation.AT_MOST,
    "<=": Relation.AT_MOST,
    "=<": Relation.AT_MOST,
    ">": Relation.MORE,
    "<": Relation.LESS,
    "=": Relation.EXACT,
    "minimal": Relation.AT_LEAST,
    "paling sedikit": Relation.AT_LEAST,
    "sekurang-kurangnya": Relation.AT_LEAST,
    "maksimal": Relation.AT_MOST,
    "paling banyak": Relation.AT_MOST,
    "lebih dari": Relation.MORE,
    "kurang dari": Relation.LESS,
}
SCALES = {
    "ribu": 3,
    "rb": 3,
    "juta": 6,
    "jt": 6,
    "miliar": 9,
    "milyar": 9,
    "triliun": 12,
    "trilyun": 12,
}
MONEY_SCALES = SCALES | {"m": 9, "t": 12}  # a lone letter is a scale of money only: "5 m" may be metres
PERCENT = ("%", "persen", "per sen", "pct")
_UNCERTAIN = (
    "sampai hingga sd atau dan dari naik turun meningkat menurun bertambah berkurang kurang lebih sekitar kira setengah "
    "puluh belas ratus ribu juta miliar milyar triliun trilyun nol satu dua tiga empat lima enam tujuh delapan sembilan "
    "per ke m t rb jt"
)
UNCERTAIN = frozenset(_UNCERTAIN.split())
"""Words that make the number before them part of something else: a range, a change, a share, a number in words."""

_NUMBER = re.compile(r"[-−]?[0-9]+(?:[.,][0-9]+)*")
_UNIT = re.compile(r"[^\W\d_]+(?:[ /-][^\W\d_]+){0,3}")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_SPACES = re.compile(r"\s+")


def read(text: str) -> Reading | None:
    """The number a target says with its unit, or None where a reader could take it to mean something else.

    "1.500" and "1,500" alone are not certain: a mark before three digits groups thousands or opens decimals. After
    "Rp" a point groups, as money is written; "1.234,5", "1.250.000" and "80,5" are certain anywhere.
    """
    rest = _SPACES.sub(" ", text.strip().lower())
    relation, rest = _relation(rest)
    money = re.match(r"rp\.? ?(?=[0-9])", rest)
    rest = rest[money.end() :] if money else rest
    found = _NUMBER.match(rest)
    if found is None:
        return None
    number = _number(found.group(), money=money is not None)
    tail = rest[found.end() :].strip()
    if money and tail in (",-", ",00", ".-"):
        tail = ""
    return None if number is None else _measured(number, tail, relation, money=money is not None)


def reached(target: str, realisation: str) -> bool | None:
    """Whether what came of it meets the target; None where one of them, or the direction, is not certain.

    A bare number says no direction: 14 can be better or worse than 12. It is reached where both are equal.
    """
    aim, came = read(target), read(realisation)
    if aim is None or came is None or came.relation is not Relation.EXACT:
        return None
    if aim.unit and came.unit and aim.unit != came.unit:
        return None
    verdicts = {
        Relation.AT_LEAST: came.number >= aim.number,
        Relation.MORE: came.number > aim.number,
        Relation.AT_MOST: came.number <= aim.number,
        Relation.LESS: came.number < aim.number,
        Relation.EXACT: True if came.number == aim.number else None,
    }
    return verdicts[aim.relation]


def _relation(rest: str) -> tuple[Relation, str]:
    for sign in sorted(SIGNS, key=len, reverse=True):
        if rest.startswith(sign) and not (sign[-1].isalpha() and rest[len(sign) : len(sign) + 1].isalpha()):
            return SIGNS[sign], rest[len(sign) :].strip()
    return Relation.EXACT, rest


def _number(digits: str, *, money: bool) -> Decimal | None:
    plain = digits.replace("−", "-")
    sign, body = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _comma, decimals = body.partition(",")
    if "," in decimals or "." in decimals:
        return None  # English grouping ("1,234.5") or a mistake: nothing that an Indonesian text says for certain
    if "." in whole:
        return _pointed(sign, whole, decimals, money=money)
    if len(decimals) == 3 and not whole.startswith("0") and len(whole) <= 3 and not money:
        return None  # "1,500"
    return Decimal(f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}")


def _pointed(sign: str, whole: str, decimals: str, *, money: bool) -> Decimal | None:
    """A number with a point in it: grouped thousands, or decimals as in English."""
    if _GROUPED.fullmatch(whole):
        if whole.count(".") == 1 and not decimals and not money:
            return None  # "1.500"
        joined = whole.replace(".", "")
        return Decimal(f"{sign}{joined}.{decimals}" if decimals else f"{sign}{joined}")
    if decimals or whole.count(".") > 1 or money:
        return None
    return Decimal(f"{sign}{whole}")


def _measured(number: Decimal, tail: str, relation: Relation, *, money: bool) -> Reading | None:
    first, _space, after = tail.partition(" ")
    scales = MONEY_SCALES if money else SCALES
    scale = scales.get(first.rstrip("."))
    if scale is not None:
        number, tail = number.scaleb(scale), after.strip()
    if money:
        return Reading(number, "Rp", relation) if tail in ("", "rupiah") else None
    if tail in PERCENT:
        return Reading(number, "%", relation) if scale is None else None
    if not tail:
        return Reading(number, "", relation)
    words = re.split(r"[ /-]", tail)
    if _UNIT.fullmatch(tail) is None or UNCERTAIN & set(words):
        return None
    return Reading(number, "Rp" if tail == "rupiah" else tail, relation)
