"""Characters that a workbook's XML cannot hold, as `_xHHHH_` (ECMA-376, ST_Xstring), and back."""

from __future__ import annotations

import re

_UNFIT = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]"  # with the carriage return, which XML would turn into a line feed
_LOOKS_ESCAPED = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}(?:_|{_UNFIT}))")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escape(text: str) -> str:
    """`text` as a cell holds it. `unescape` gives back the very same. Raises ValueError for half a character."""
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise ValueError("text with half a character has no place in a file") from fault
    marked = _LOOKS_ESCAPED.sub("_x005F_", text)
    return re.sub(_UNFIT, lambda found: f"_x{ord(found[0]):04X}_", marked)


def unescape(text: str) -> str:
    """What a cell's text means."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
