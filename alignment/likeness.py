"""How alike the texts of two programmes are, and the words that say why. Text in, percents and words out; no Django."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

LEAST_PERCENT = 50
SHORTEST_STEM = 5
_COMMON = (
    "program kegiatan dan atau dalam untuk yang dengan pada oleh serta bagi dari secara sesuai memiliki tanpa bersama agar "
    "ini itu tiap setiap para melalui antar dapat mendapat akan lebih kabupaten kota daerah kecamatan persen jumlah digital "
    "daring aplikasi pengembangan peningkatan pengelolaan penyelenggaraan pelaksanaan tahun"
)
COMMON = frozenset(_COMMON.split())
"""Words that stand in the text of almost every programme and so say nothing about kinship."""

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Likeness:
    """A text that is like another: its place in the list, percent (0 to 100), and the words that both have."""

    place: int
    percent: int
    shared: tuple[str, ...]


def telling_words(text: str) -> list[str]:
    """The words that tell something, in small letters, each once, in their order."""
    return list(dict.fromkeys(word for word in _WORD.findall(text.lower()) if word not in COMMON))


def are_kin(one: str, other: str) -> bool:
    """The same word, or one grown from the other: "kebun" stands in "perkebunan"."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= SHORTEST_STEM and short in long)


def most_alike(texts: Sequence[str], others: Sequence[str]) -> list[list[Likeness]]:
    """For each of `texts`, those of `others` that are at least `LEAST_PERCENT` alike, best first.

    Texts that share no telling word are never alike, however similar their letters are.
    """
    told = [telling_words(other) for other in others]
    vocabulary = {word for words in told for word in words}
    kin: dict[str, frozenset[str]] = {}
    found = []
    for text in texts:
        own = telling_words(text)
        for word in own:
            if word not in kin:
                kin[word] = frozenset(other for other in vocabulary if are_kin(word, other))
        likes = (_likeness(place, own, words, kin) for place, words in enumerate(told))
        near = [like for like in likes if like is not None and like.percent >= LEAST_PERCENT]
        found.append(sorted(near, key=lambda like: (-like.percent, like.place)))
    return found


def _likeness(place: int, own: list[str], other: list[str], kin: dict[str, frozenset[str]]) -> Likeness | None:
    shared = [word for word in own if not kin[word].isdisjoint(other)]
    if not shared:
        return None
    same = {relative: word for word in reversed(shared) for relative in kin[word]}
    alike = fuzz.token_set_ratio(" ".join(own), " ".join(same.get(word, word) for word in other))
    return Likeness(place, round(alike), tuple(shared))
