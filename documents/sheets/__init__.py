"""Programme trees as tables: what their columns are, what is stored, and how a filled table differs from it.

The same tables travel as a workbook (`books`) and stand in the page; both become `Incoming` rows, are compared with what is
stored (`difference`), and are applied by `actions.sheets.apply`. Every value is a text in one canonical form.
"""

from documents.sheets.columns import Field, Names, Sheet, Wrong, sheets_of
from documents.sheets.difference import Change, Difference, Incoming, difference
from documents.sheets.stored import State, stored

__all__ = [
    "Change",
    "Difference",
    "Field",
    "Incoming",
    "Names",
    "Sheet",
    "State",
    "Wrong",
    "difference",
    "sheets_of",
    "stored",
]
