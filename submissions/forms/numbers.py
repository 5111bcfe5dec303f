"""Numbers as people in Indonesia type them: "1.250,75", "12,5", and also "12.5". What can mean two things is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

MOST_DIGITS = 16  # before the comma, as the column holds them
MOST_DECIMALS = 4

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")  # 1.250  1.250.000,5
_COMMA = re.compile(r"[0-9]+(?:,[0-9]+)?")  # 12  12,5
_POINT = re.compile(r"[0-9]+\.[0-9]+")  # 12.5
_FOREIGN = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")  # 1,250.75  1,250,000
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?")  # 1 250
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")


class Unreadable(ValueError):
    """`str()` says in a sentence why the text is not a number that fits, and what to type."""


@dataclass(frozen=True)
class Bounds:
    """What a number may be: at least 0; `highest` None: no limit; `whole`: without decimals."""

    highest: Decimal | None = None
    whole: bool = False
    sentence: str = ""
    """Said when the number is above `highest`."""


def read_number(text: str, bounds: Bounds) -> Decimal:
    """The number that `text` means within `bounds`. Raises `Unreadable`.

    A point followed by three digits groups thousands or opens decimals. Where only whole numbers fit it groups; where
    only one reading lies within the bounds it is that one; otherwise the person is asked.
    """
    plain = text.translate(_SPACES).strip()
    if plain[:1] in ("-", "\u2212"):
        raise Unreadable(_("Isi dengan angka 0 atau lebih."))
    found = _readings(plain, whole=bounds.whole)
    if not found:
        raise Unreadable(_not_a_number(text, bounds))
    fitting = [number for number in found if bounds.highest is None or number <= bounds.highest]
    if len(fitting) > 1:
        words = {"text": plain, "first": shown(fitting[0]), "second": shown(fitting[1])}
        raise Unreadable(
            _("“%(text)s” dapat berarti %(first)s atau %(second)s. Tulis %(first)s atau %(second)s.") % words
        )
    if not fitting:
        raise Unreadable(bounds.sentence)
    return _storable(fitting[0], text, bounds)


def shown(number: Decimal) -> str:
    """A number as it stands in a field: decimal comma, no grouping, no idle zeros. `read_number` reads it back."""
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",")


def _readings(plain: str, *, whole: bool) -> list[Decimal]:
    found = []
    if _GROUPED.fullmatch(plain):
        found.append(Decimal(plain.replace(".", "").replace(",", ".")))
        if whole:
            return found
    if _COMMA.fullmatch(plain):
        found.append(Decimal(plain.replace(",", ".")))
    elif _POINT.fullmatch(plain):
        found.append(Decimal(plain))
    elif _FOREIGN.fullmatch(plain):
        found.append(Decimal(plain.replace(",", "")))
    elif _SPACED.fullmatch(plain):
        found.append(Decimal(plain.replace(" ", "").replace(",", ".")))
    return found


def _storable(number: Decimal, text: str, bounds: Bounds) -> Decimal:
    if bounds.whole and number != number.to_integral_value():
        raise Unreadable(_not_a_number(text, bounds))
    if number >= Decimal(10) ** MOST_DIGITS:
        raise Unreadable(_("Angka ini terlalu besar. Periksa kembali."))
    short = number.quantize(Decimal(1).scaleb(-MOST_DECIMALS)) if number.as_tuple().exponent else number
    if short != number:
        raise Unreadable(_("Tulis paling banyak %(count)d angka di belakang koma.") % {"count": MOST_DECIMALS})
    return short


def _not_a_number(text: str, bounds: Bounds) -> str:
    words = {"text": text.strip()[:40]}
    if bounds.whole:
        return _("“%(text)s” bukan bilangan bulat. Tulis misalnya 12 atau 1250.") % words
    return _("“%(text)s” bukan angka. Tulis misalnya 12 atau 12,5.") % words
