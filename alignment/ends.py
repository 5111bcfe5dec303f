"""What a Masterplan programme can be linked to, as one value that forms, addresses and actions pass on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What stands at the other end of a link. `QUESTION`: an indicator of the evaluation, by its key in every year."""

    RPJMD = "program"
    INDICATOR = "indikator"
    QUESTION = "pertanyaan"
    QUICK_WIN = "quick-win"


@dataclass(frozen=True)
class End:
    """The other end of a link: `value` is an id as text, or the key of a question."""

    kind: Kind
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> End | None:
        """What `str()` made; None for any other text."""
        kind, colon, value = text.partition(":")
        known = {member.value for member in Kind}
        return cls(Kind(kind), value) if colon and value and kind in known else None
