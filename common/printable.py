"""Text that a database and a page can hold."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The same text with plain line ends and without control characters or lone surrogates."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
