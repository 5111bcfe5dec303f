"""What an assessor and the secretariat type, read into plain values. Nothing typed is lost when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from common.printable import printable
from common.spreadsheet import TableError
from evaluations.actions.given import Given
from evaluations.actions.panels import Order
from evaluations.models import Note

LONGEST_NOTE = 4_000  # characters
MOST_NOTES = 20  # of one kind
MOST_ORDERS = 3_000
NOT_APPLICABLE = "na"
ABSTAINED = "ab"
MARKS = ("0", "1", "2", "3", "4")
CHOICES = (*MARKS, NOT_APPLICABLE, ABSTAINED)
LONGEST_REASON = 2_000  # characters


@dataclass
class MarksForm:
    """Marks as they were sent, each by the key of its row (mostly the number of the question).

    `typed` are mark and reason; `seen` are the states in which the person saw the marks, where the page told them.
    """

    given: dict[str, Given] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    typed: dict[str, tuple[str, str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_mark(text: str, reason: str | None) -> Given | None:
    """A mark as it was sent, with its reason (None: not sent); None: no mark."""
    if text in MARKS:
        return Given(int(text), reason=reason)
    if text in (NOT_APPLICABLE, ABSTAINED, ""):
        return Given(not_applicable=text == NOT_APPLICABLE, abstained=text == ABSTAINED, reason=reason)
    return None


def form_value(given: Given) -> str:
    """A mark as a form sends it: "0" to "4", "na", "ab"; "" for none."""
    if given.abstained:
        return ABSTAINED
    return NOT_APPLICABLE if given.not_applicable else "" if given.value is None else str(given.value)


def too_long(reason: str) -> str:
    """What is wrong with the length of a reason; empty: nothing."""
    if len(reason) <= LONGEST_REASON:
        return ""
    words = {"limit": LONGEST_REASON, "length": len(reason)}
    return _("Paling panjang %(limit)d karakter; alasan ini %(length)d karakter.") % words


def no_mark(text: str) -> str:
    """Said of what was sent and is no mark."""
    words = {"text": text[:20]}
    return _("“%(text)s” bukan nilai. Pilih bilangan bulat 0 sampai 4, “Tidak berlaku”, atau “Abstain”.") % words


def no_mark_yet() -> str:
    return _("Pilih dahulu nilainya; alasan menyertai sebuah nilai.")


def read_marks(data: QueryDict, keys: Iterable[str]) -> MarksForm:
    """Marks of these rows (`n-`), reasons (`r-`) and what was seen (`s-`), each with the row's key; a mark that was not
    sent at all stays as it is, an empty one is taken away."""
    form = MarksForm()
    for key in keys:
        text, reason, seen = (data.get(f"{part}-{key}") for part in "nrs")
        if text is None:
            continue
        reason = None if reason is None else printable(reason)
        form.typed[key] = (text, reason or "")
        given = read_mark(text, reason)
        error = no_mark(text) if given is None else too_long((reason or "").strip())
        if given is not None and given.is_blank and (reason or "").strip():
            error = error or no_mark_yet()
        if error:
            form.errors[key] = error
        elif given is not None:
            form.given[key] = given
            if seen is not None:
                form.seen[key] = seen
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
