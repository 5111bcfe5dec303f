"""How numbers, moments and people's texts are written, on pages and on paper. Indonesian, whatever the server's locale."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

NO_VALUE = "–"
MINUS = "−"
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

_NEW_LINES = re.compile(r"\r\n?|[\u2028\u2029\x85]")
# Tab and line feed stay. The bidi embeddings and overrides go: a text must not turn the letters of its neighbours.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff\u202a-\u202e\u2066-\u2069]"
    r"|[" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)) + "]"
)
_EMPTY_LINES = re.compile(r"\n{3,}")


def number_text(value: Decimal | int | None, places: int | None = 2) -> str:
    """2.88 → "2,88", rounded half-up to `places`; with `places=None` all its own digits. None → a dash."""
    if value is None:
        return NO_VALUE
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    elif exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    else:
        exact = exact.normalize()
    digits = f"{abs(exact):,f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{digits}" if exact < 0 else digits


def change_text(value: Decimal | None, places: int = 2) -> str:
    """A difference with its sign: "+0,23", "−0,03", "0,00"."""
    text = number_text(value, places)
    return f"+{text}" if value is not None and value > 0 and text.strip("0,") else text


def moment_text(moment: datetime, zone_label: str) -> str:
    """6 Desember 2023 pukul 14.00 WITA. The moment must already be in that zone; nothing is converted."""
    return f"{day_text(moment)} pukul {moment:%H.%M} {zone_label}".rstrip()


def day_text(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def printable(text: object, limit: int | None = None) -> str:
    """A text that can be set in type: no control characters, lone surrogates or direction overrides.

    Longer than `limit` characters, it is cut at a word and says how much is missing: text is never lost silently.
    """
    clean = _NEW_LINES.sub("\n", "" if text is None else str(text))
    clean = _EMPTY_LINES.sub("\n\n", _UNPRINTABLE.sub("", clean)).strip()
    if limit is None or len(clean) <= limit:
        return clean
    kept = _without_half_word(clean, limit)
    missing = number_text(len(clean) - len(kept), 0)
    return f"{kept} … [dipotong: {missing} dari {number_text(len(clean), 0)} karakter tidak dicetak]"


def _without_half_word(text: str, limit: int) -> str:
    cut = text.rfind(" ", limit - 40, limit + 1)
    end = cut if cut > 0 else limit
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f"):
        end -= 1  # not between a letter and its mark, nor within a joined emoji
    return text[:end].rstrip()
