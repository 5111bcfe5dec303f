"""What an assessor and the secretariat type, read into plain values. Nothing typed is lost when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.printable import printable
from common.spreadsheet import TableError
from evaluations.actions.marks import Given
from evaluations.actions.panels import Order
from evaluations.models import Note
from pillars.models import Indicator

LONGEST_NOTE = 4_000  # characters
MOST_NOTES = 20  # of one kind
MOST_ORDERS = 3_000
NOT_APPLICABLE = "na"
MARKS = ("0", "1", "2", "3", "4")


@dataclass
class MarksForm:
    """Marks as they were sent. `typed` and `errors` are by the number of the question."""

    given: dict[Indicator, Given] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def field_name(indicator: Indicator) -> str:
    return f"n-{indicator.order}"


def read_marks(data: QueryDict, indicators: Sequence[Indicator]) -> MarksForm:
    """Marks of these questions; one that was not sent at all stays as it is, an empty one is taken away."""
    form = MarksForm()
    for indicator in indicators:
        text = data.get(field_name(indicator))
        if text is None:
            continue
        form.typed[indicator.order] = text
        if text in MARKS:
            form.given[indicator] = Given(int(text))
        elif text == NOT_APPLICABLE:
            form.given[indicator] = Given(not_applicable=True)
        elif text == "":
            form.given[indicator] = Given()
        else:
            words = {"text": text[:20]}
            form.errors[indicator.order] = (
                _("“%(text)s” bukan nilai. Pilih bilangan bulat 0 sampai 4, atau “Tidak berlaku”.") % words
            )
    return form


@dataclass
class NotesForm:
    """Notes as they were sent, by kind; `errors` by kind and place, `excess` by kind when there are too many."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[tuple[str, int], str] = field(default_factory=dict)
    excess: dict[str, str] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return not self.errors and not self.excess


def read_notes(data: QueryDict) -> NotesForm:
    """Every kind of note, each a list of texts; blank ones are dropped when they are saved."""
    form = NotesForm()
    for kind in Note.Kind.values:
        texts = form.texts[kind] = [printable(text) for text in data.getlist(kind)]
        for place, text in enumerate(texts):
            if len(text.strip()) > LONGEST_NOTE:
                words = {"limit": LONGEST_NOTE, "length": len(text.strip())}
                form.errors[kind, place] = (
                    _("Paling panjang %(limit)d karakter; catatan ini %(length)d karakter.") % words
                )
        if sum(bool(text.strip()) for text in texts) > MOST_NOTES:
            form.excess[kind] = _("Paling banyak %(count)d catatan untuk tiap bagian.") % {"count": MOST_NOTES}
    return form


def read_orders(text: str) -> list[Order]:
    """Lines "region code, e-mail" as they come from a spreadsheet (comma, semicolon or tab; a heading is allowed).

    Raises `TableError` with every faulty line.
    """
    lines = printable(text).split("\n")
    found: list[Order] = []
    errors: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip(' "') for cell in re.split(r"[,;\t]", line)]
        if not any(cells) or (not found and not errors and _is_heading(cells)):
            continue
        if len(cells) != 2 or not all(cells):
            errors.append((number, _("Tulis kode daerah dan surel, dipisahkan koma.")))
        else:
            found.append(Order(number, cells[0], cells[1].lower()))
    if not found and not errors:
        errors.append((1, _("Daftar ini kosong.")))
    if len(found) > MOST_ORDERS:
        errors.append((MOST_ORDERS, _("Paling banyak %(count)d baris sekaligus.") % {"count": MOST_ORDERS}))
    if errors:
        raise TableError(errors)
    return found


def _is_heading(cells: Sequence[str]) -> bool:
    return cells[0].casefold() in {"kode", "code", "kode daerah"}
