"""The living workbook: questions that go out to be answered without a network, and how a filled one is read back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from common.clock import sentence
from common.printable import printable
from common.spreadsheet import Book, Cell, Column, Entry, Limits, Line, Sheet, SheetFault, read_book, write_book
from pillars.models import Indicator
from submissions import words
from submissions.actions.answers import Draft
from submissions.forms.answers import LEVELS, NOT_APPLICABLE, Typed, draft_of, read_answer, typed_of
from submissions.forms.numbers import shown
from submissions.models import Answer, Submission
from submissions.queries.cases import Case

GUIDE, ANSWERS, KEY = "Petunjuk", "Jawaban", "data"
SALT = "submissions.workbook"
MOST_BYTES = 5 * 1024 * 1024
GUIDE_LINES = 20  # room for the words of the guide
HEADINGS = (
    "id", "versi", "asal", "Nomor", "Pertanyaan", "Data dukung yang diminta", "Uraian tingkat", "Tahun lalu",
    "Jawaban", "Penjelasan", "Tingkat (0–4)", "Alasan tidak berlaku",
)  # fmt: skip
NA_WORD, YES, NO = "Tidak berlaku", "Ya", "Tidak"
PARTS = ("value", "narrative", "level", "reason")


@dataclass(frozen=True)
class Read:
    """One row of a filled workbook: the question's id as it stands there, the version the row was made from, and the
    four fields. `touched`: those of them somebody wrote in."""

    line: int
    indicator: str
    version: int
    typed: Typed
    touched: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Read:
        return cls(**{**row, "typed": Typed(**row["typed"])})


def write(submission: Submission, cases: Sequence[Case], person: User, *, at: Any) -> bytes:
    """The workbook of these questions for a person, in Indonesian. Equal input gives equal bytes."""
    with override("id"):
        guide = Sheet(GUIDE, [Column("", width=100)], [], intro=_guide(submission, person, at), protected=True)
        widths = (10, 10, 10, 8, 48, 32, 48, 24, 28, 48, 14, 32)
        columns = [
            Column(title, width=width, hidden=place < 3)
            for place, (title, width) in enumerate(zip(HEADINGS, widths, strict=True))
        ]
        answers = Sheet(ANSWERS, columns, [_row(case) for case in cases], protected=True)
        token = signing.dumps([str(submission.pk), person.name], salt=SALT)
        key = Sheet(KEY, [Column("token", width=40)], [[token]], protected=True, hidden=True)
        title = f"{submission.regency.name} {submission.cycle.year}"
    return write_book([guide, answers, key], title=title)


def _guide(submission: Submission, person: User, at: Any) -> list[str]:
    return [
        f"{submission.regency.name} – {submission.cycle.name}",
        f"Dibuat untuk {person.name}, {sentence(at, submission.regency.timezone)}.",
        "Isi lembar “Jawaban” pada kolom Jawaban, Penjelasan, Tingkat, dan Alasan tidak berlaku. Kolom lain terkunci.",
        "Ya/tidak dan tingkat dipilih dari daftar. Angka ditulis seperti 12 atau 12,5. Data dukung dilampirkan di portal.",
        "Jangan menambah baris, lembar, rumus, atau sel gabungan: berkas seperti itu ditolak.",
        "Setelah selesai, unggah berkas ini di portal. Sebelum ada yang berubah, portal menunjukkan bedanya baris demi baris.",
    ]


def _row(case: Case) -> list[Any]:
    indicator, typed = case.indicator, _as_words(typed_of(case.answer, case.indicator), case.indicator)
    levels = "\n".join(f"{row.level}: {row.text}" for row in indicator.level_texts.all() if row.text)
    before = words.answer(case.last_year, case.last_year.indicator) if case.last_year else ""
    choices = (YES, NO) if indicator.answer_kind == Indicator.AnswerKind.YES_NO else ()
    return [
        str(indicator.pk),
        str(case.answer.version if case.answer else 0),
        _origin(typed),
        indicator.order,
        indicator.label_id + (f" ({indicator.unit})" if indicator.unit else ""),
        indicator.evidence_hint,
        levels,
        before,
        Entry(typed.value, choices),
        Entry(typed.narrative),
        Entry(typed.level, (*LEVELS, NA_WORD)),
        Entry(typed.reason),
    ]


def _as_words(typed: Typed, indicator: Indicator) -> Typed:
    """Fields of the page as the workbook shows them."""
    value = typed.value
    if indicator.answer_kind == Indicator.AnswerKind.YES_NO:
        value = {"yes": YES, "no": NO}.get(value, value)
    return replace(typed, value=value, level=NA_WORD if typed.level == NOT_APPLICABLE else typed.level)


def _origin(typed: Typed) -> str:
    """What the row said when it went out, as a short hash of each field: one that still says so was not touched."""
    return " ".join(hashlib.sha256(getattr(typed, part).encode()).hexdigest()[:12] for part in PARTS)


def read(file: IO[bytes], *, name: str, submission: Submission, most: int) -> tuple[str, list[Read]]:
    """Whom it was made for, and its rows. Raises `SheetFault` for a workbook that is not this submission's, is damaged
    or holds more than `most` questions, and `virus_scan.Unavailable`."""
    limits = Limits(rows=max(most + 1, GUIDE_LINES), columns=len(HEADINGS), sheets=3)
    book = read_book(file, name=name, max_bytes=MOST_BYTES, limits=limits)
    book.require(GUIDE, ANSWERS, KEY)
    made_for = _owner(book, submission)
    lines = book.sheet(ANSWERS).table(HEADINGS)
    seen: set[str] = set()
    for line in lines:
        if line["id"].text() in seen:
            raise SheetFault("twice", _("Baris %(line)d mengulang pertanyaan yang sama.") % {"line": line.number})
        seen.add(line["id"].text())
    return made_for, [_read(line) for line in lines]


def _owner(book: Book, submission: Submission) -> str:
    try:
        owner, person = signing.loads(book.sheet(KEY).cell(2, 1).text(), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise SheetFault("foreign", _("Buku kerja ini tidak dibuat oleh portal ini, atau tandanya rusak.")) from None
    if owner != str(submission.pk):
        raise SheetFault("foreign", _("Buku kerja ini dibuat untuk isian yang lain."))
    return str(person)


def _read(line: Line) -> Read:
    said = Typed(*(_text(line[heading]) for heading in HEADINGS[8:]))
    version, origin = line["versi"].text(), line["asal"].text().split()
    if len(origin) != len(PARTS):
        origin = [""] * len(PARTS)  # of no use: everything counts as written
    return Read(
        line.number,
        line["id"].text(),
        int(version) if version.isascii() and version.isdigit() else -1,
        said,
        [part for part, was, now in zip(PARTS, origin, _origin(said).split(), strict=True) if was != now],
    )


def _text(cell: Cell) -> str:
    """What a cell says, numbers as they are typed on the page."""
    return shown(cell.value) if isinstance(cell.value, Decimal) else printable(cell.text())


@dataclass(frozen=True)
class Change:
    """A row beside what stands now. `state`: same, new, changed, conflict (somebody else changed it meanwhile), invalid.

    `now` and `then` are the four fields in words; `version` is what stands now, to be named when it is applied.
    """

    row: Read
    indicator: Indicator | None
    state: str
    now: Typed
    then: Typed
    version: int
    draft: Draft | None = None
    errors: Sequence[str] = ()

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Of each field that differs: its name, what is stored, what the workbook says."""
        names = (_("Jawaban"), _("Penjelasan"), _("Tingkat"), _("Alasan tidak berlaku"))
        sides = [
            (name, getattr(self.now, part), getattr(self.then, part)) for part, name in zip(PARTS, names, strict=True)
        ]
        return [side for side in sides if side[1] != side[2]]


def compare(rows: Sequence[Read], cases: Mapping[UUID, Case]) -> list[Change]:
    """Each row beside its question; `cases` are the questions this person may answer."""
    return [_compare(row, _case(row, cases)) for row in rows]


def _case(row: Read, cases: Mapping[UUID, Case]) -> Case | None:
    try:
        return cases.get(UUID(row.indicator))
    except ValueError:
        return None


def _compare(row: Read, case: Case | None) -> Change:
    if case is None:
        problem = _("Pertanyaan di baris ini tidak dikenal, atau bukan bagian Anda.")
        return Change(row, None, "invalid", Typed(), row.typed, 0, errors=[problem])
    indicator, answer = case.indicator, case.answer
    now = _as_words(typed_of(answer, indicator), indicator)
    version = answer.version if answer else 0
    if not row.touched:
        return Change(row, indicator, "same", now, row.typed, version)
    # A field that nobody wrote in is what stands now: taking the row never undoes what others wrote beside it.
    then = replace(now, **{part: getattr(row.typed, part) for part in row.touched})
    draft, errors = read_answer(_as_fields(then, indicator), indicator)
    if errors:
        return Change(row, indicator, "invalid", now, then, version, errors=list(errors.values()))
    return Change(row, indicator, _state(row, answer, draft), now, then, version, draft)


def _state(row: Read, answer: Answer | None, draft: Draft) -> str:
    stored = draft_of(answer) if answer else Draft()
    if stored == draft:
        return "same"
    if row.version != (answer.version if answer else 0):
        return "conflict"
    return "new" if stored.is_blank else "changed"


def _as_fields(typed: Typed, indicator: Indicator) -> Typed:
    """Words of the workbook as the fields of the page; what is neither stays as it is and is told as an error."""
    value = typed.value.strip() if indicator.answer_kind != Indicator.AnswerKind.TEXT else typed.value
    if indicator.answer_kind == Indicator.AnswerKind.YES_NO:
        value = {"ya": "yes", "tidak": "no"}.get(value.lower(), value)
    level = typed.level.strip()
    return replace(typed, value=value, level=NOT_APPLICABLE if level.lower() == NA_WORD.lower() else level)
