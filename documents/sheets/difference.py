"""How filled tables differ from what is stored: new, changed, gone, wrong, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from documents.sheets.columns import Names, Sheet, Wrong
from documents.sheets.stored import State, Texts, digest, folded

SAME, NEW, CHANGED, GONE, INVALID = "same", "new", "changed", "gone", "invalid"
NAMED_IN = {
    "misi": (("misi", ""),),
    "tujuan": (("tujuan", ""), ("parent", "Tujuan ")),
    "sasaran": (("sasaran", ""), ("parent", "Sasaran ")),
}
"""Sheets whose codes other sheets name: the kinds of names they give, and the word before the code."""


@dataclass(frozen=True)
class Incoming:
    """A filled row: where it stood, and its texts by key of the column. A key that is not there says nothing."""

    line: int
    texts: Texts


@dataclass(frozen=True)
class Change:
    """A row beside what is stored. `errors` by key of the column; an empty key: of the row as a whole."""

    sheet: Sheet
    line: int
    code: str
    state: str
    before: Texts
    after: Texts
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Sheet, code and wording of the row."""
        texts = self.after or self.before
        return f"{self.sheet.name} {self.code} {texts.get('name') or texts.get('text', '')}"

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Of each column that differs: heading, what is stored, what the table says."""
        named = ((one.heading, self.before.get(one.key, ""), self.after.get(one.key, "")) for one in self.sheet.fields)
        return [row for row in named if row[1] != row[2]]

    @property
    def named_errors(self) -> list[tuple[str, str]]:
        headings = {one.key: one.heading for one in self.sheet.fields}
        return [(headings.get(key, ""), sentence) for key, sentence in self.errors.items()]


@dataclass(frozen=True)
class Difference:
    """All changes, sheet by sheet in the order of the levels. `incoming` is what was compared."""

    changes: list[Change]
    incoming: Mapping[str, Sequence[Incoming]]

    def of(self, *states: str) -> list[Change]:
        return [change for change in self.changes if change.state in states]

    @property
    def new(self) -> list[Change]:
        return self.of(NEW)

    @property
    def changed(self) -> list[Change]:
        return self.of(CHANGED)

    @property
    def gone(self) -> list[Change]:
        return self.of(GONE)

    @property
    def invalid(self) -> list[Change]:
        return self.of(INVALID)

    @property
    def same(self) -> int:
        return len(self.of(SAME))

    @property
    def mark(self) -> str:
        """A short hash of all that would be done: another one tells that the document changed meanwhile."""
        return digest([(row.sheet.slug, row.code, row.state, row.before, row.after) for row in self.changes])


def difference(state: State, incoming: Mapping[str, Sequence[Incoming]], *, whole: bool = True) -> Difference:
    """Compare tables with what is stored. `whole`: what a table does not list is gone; otherwise it just is not told."""
    names = _names(state, incoming)
    changes: list[Change] = []
    for sheet in state.sheets:
        if sheet.slug not in incoming:
            continue
        known = state.rows[sheet.slug]
        listed: set[str] = set()
        for row in incoming[sheet.slug]:
            change = _compare(sheet, row, known, names, state, listed)
            listed.add(change.code.lower())
            changes.append(change)
        if whole:
            gone = [code for code in known if code.lower() not in listed]
            changes += [Change(sheet, 0, code, GONE, known[code], {}) for code in gone]
    return Difference(changes, incoming)


def _names(state: State, incoming: Mapping[str, Sequence[Incoming]]) -> Names:
    """What cells may name: what is stored, and what the same tables bring along."""
    names = {kind: dict(known) for kind, known in state.names.items()}
    for slug, kinds in NAMED_IN.items():
        brought = [row.texts.get("code", "").strip() for row in incoming.get(slug, ())]
        codes = folded(code for code in [*brought, *state.rows.get(slug, {})] if code)
        for kind, word in kinds:
            known = names.setdefault(kind, {})
            for code in codes.values():
                known[f"{word}{code}".lower()] = f"{word}{code}"
                if word:  # the bare code will do, unless a goal and a target share it
                    known[code.lower()] = f"{word}{code}" if code.lower() not in known else ""
    return names


def _compare(
    sheet: Sheet, row: Incoming, known: Mapping[str, Texts], names: Names, state: State, listed: set[str]
) -> Change:
    after, errors = {}, {}
    for one in sheet.fields:
        if one.key in row.texts:
            try:
                after[one.key] = one.read(row.texts[one.key], names)
            except Wrong as sentence:
                after[one.key], errors[one.key] = row.texts[one.key].strip(), str(sentence)
    code = _stored_code(after.get("code", ""), known)
    if code and code.lower() in listed:
        errors["code"] = _("Kode “%(code)s” sudah ada di baris lain.") % {"code": code}
    before = known.get(code, {})
    after = {**before, **after, "code": code}
    if not before:
        errors |= {one.key: _("Wajib diisi.") for one in sheet.fields if one.required and one.key not in after}
    errors |= _sense(after, errors, state)
    if errors:
        return Change(sheet, row.line, code, INVALID, before, after, errors)
    if not before:
        return Change(sheet, row.line, code, NEW, {}, after)
    same = all(before.get(key, "") == text for key, text in after.items())
    return Change(sheet, row.line, code, SAME if same else CHANGED, before, after)


def _stored_code(text: str, known: Mapping[str, Texts]) -> str:
    """The code as it is stored, whatever letters it was typed in."""
    return text if text in known else folded(known).get(text.lower(), text)


def _sense(after: Texts, errors: Mapping[str, str], state: State) -> dict[str, str]:
    """What no single cell can tell."""
    found = {}
    start, end = after.get("start_year", ""), after.get("end_year", "")
    if start and end and not {"start_year", "end_year"} & errors.keys() and int(end) < int(start):
        found["end_year"] = _("Tahun akhir tidak boleh sebelum tahun awal.")
    sub = after.get("sub_pillar", "")
    if sub and not {"pillar", "sub_pillar"} & errors.keys() and (after.get("pillar", ""), sub) not in state.pairs:
        found["sub_pillar"] = _("Subpilar ini bukan bagian dari pilar yang dipilih.")
    return found
