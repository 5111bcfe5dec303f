"""Facts about likeness: it is told by words that both texts have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from alignment.likeness import COMMON, LEAST_PERCENT, are_kin, most_alike, telling_words

WORDS = some.lists(
    some.sampled_from(["kebun", "perkebunan", "sampah", "sungai", "program", "wisata", "dan"]), max_size=6
)


def test_words_grown_from_one_another_are_kin() -> None:
    assert are_kin("kebun", "perkebunan") and are_kin("persampahan", "sampah")
    assert not are_kin("air", "hair") and not are_kin("kebun", "sampah")


def test_the_reason_is_the_words_that_both_have() -> None:
    others = ["Program Penyelenggaraan Jalan", "Program Pengelolaan Persampahan"]
    (found,) = most_alike(["Bank Sampah Digital"], others)
    assert [(like.place, like.shared) for like in found] == [(1, ("sampah",))]


def test_common_words_alone_are_no_reason() -> None:
    assert most_alike(["Program Pengelolaan Daerah"], ["Program Pengelolaan Daerah"]) == [[]]


@given(WORDS, some.lists(WORDS, max_size=5))
def test_what_is_alike_shares_words_and_comes_best_first(own: list[str], others: list[list[str]]) -> None:
    (found,) = most_alike([" ".join(own)], [" ".join(other) for other in others])
    assert all(like.shared and LEAST_PERCENT <= like.percent <= 100 for like in found)
    assert [like.percent for like in found] == sorted((like.percent for like in found), reverse=True)
    assert not {word for like in found for word in like.shared} & COMMON


@given(some.text(max_size=40))
def test_a_text_is_wholly_like_itself_or_says_nothing(text: str) -> None:
    (found,) = most_alike([text], [text])
    assert [like.percent for like in found] == ([100] if telling_words(text) else [])
