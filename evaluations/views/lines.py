"""One question of the desk as it is drawn: all words and choices made before the template runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat, linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.page_picture import DRAWN
from common.stencil import Gap, stencil
from common.templatetags.stencils import drawn
from evaluations import queries, words
from evaluations.actions.given import Given, digest, state_of
from evaluations.forms import ABSTAINED, CHOICES, LONGEST_REASON, MARKS, NOT_APPLICABLE, form_value
from evaluations.models import Seat
from evaluations.reasons import LastYear, Why, why_reason
from evaluations.scoring import half_up
from pillars.models import Indicator
from submissions.models import Attachment, Submission

PARTS = "evaluations/parts/"
ICONS = {"pdf": "file-text", "docx": "file-text", "xlsx": "file-table", "jpg": "image", "png": "image"}
NOTHING = SafeString("")
NOBODY = UUID(int=0)
Kind = Indicator.AnswerKind


@dataclass(frozen=True)
class FileLine:
    """A file of the region's answer for a template that draws it itself."""

    name: str
    url: str
    icon: str
    facts: str
    is_late: bool = False
    preview_url: str = ""


@dataclass(frozen=True)
class Sheet:
    """The seat whose questions are drawn, and what decides about all of them. `typed` and `errors` are by row.

    `is_practice`: the seat is on no panel, so that no question has a page of its own.
    """

    seat: Seat
    is_closed: bool
    typed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    is_practice: bool = False


def row(case: queries.Case, sheet: Sheet, followed: SafeString = NOTHING) -> SafeString:
    """A question of a section: what the region has for it, what became of last year's notes on it (`followed`), the mark."""
    indicator = case.indicator
    meta = [text for text in (indicator.element, str(indicator.sub_pillar or "")) if text]
    return drawn(
        f"{PARTS}case_row.html",
        has_error=str(indicator.order) in sheet.errors,
        has_moved=case.moved_on,
        is_open=not sheet.is_closed,
        is_marked=case.mark is not None,
        is_answered=case.answer is not None,
        number=str(indicator.order),
        pk=str(indicator.pk),
        seen=seen(case),
        marks_with_reason=" ".join(wanting(case.marked_last_year)),
        label=indicator.label,
        meta=" · ".join(meta),
        answer=answer(case, sheet.seat),
        files=files(case, sheet.seat),
        excused=excused(case),
        followed=followed,
        hint=indicator.evidence_hint,
        focus_url="" if sheet.is_practice else _address("evaluations:question", sheet.seat.pk, indicator.pk),
        mark=mark(case, sheet),
        levels=levels(case),
    )


def answer(case: queries.Case, seat: Seat) -> SafeString:
    """The region's answer, and what it answered the year before."""
    found, indicator, before = case.answer, case.indicator, case.last_year
    value = words.answer(found, indicator)
    is_text = indicator.answer_kind == Kind.TEXT and bool(value)
    return drawn(
        f"{PARTS}case_answer.html",
        is_draft=seat.submission.state != Submission.State.HANDED_IN,
        is_answered=found is not None,
        is_na=found is not None and found.not_applicable,
        is_unknown=indicator.answer_kind not in Kind.values,
        is_text=is_text,
        value=_lines(value) if is_text else value,
        na_reason=found.not_applicable_reason if found else "",
        narrative=_lines(found.narrative) if found else "",
        level="" if found is None or found.own_level is None else str(found.own_level),
        before=words.answer(before, before.indicator) if before else "",
    )


def files(case: queries.Case, seat: Seat, *, beside: str = "") -> SafeString:
    """The files of the answer, each a row of a list. `beside`: the address of a page that shows their pages itself."""
    return SafeString("".join(_file(seat, file, beside) for file in case.files))


def mark(case: queries.Case, sheet: Sheet) -> SafeString:
    """The radios, the reason and the state of one mark. What was typed and not saved stands before what is stored."""
    found = slot(case.mark, case.why, case.marked_last_year, str(case.indicator.order), sheet)
    return _filled("mark_pane.html", found.same, found.texts | {"before": before(case.marked_last_year)})


@dataclass(frozen=True)
class Drawing:
    """What one mark is drawn with: choices that change the template's shape, and texts for its gaps."""

    same: dict[str, Any]
    texts: dict[str, str]


def slot(held: queries.Held | None, why: Why | None, last_year: LastYear | None, key: str, sheet: Sheet) -> Drawing:
    """One mark of a form, in the row `key`."""
    stored = (form_value(_given(held)), held.reason if held else "")
    chosen, reason = sheet.typed.get(key, stored)
    texts = {
        "number": key,
        "name": f"n-{key}",
        "reason": reason,
        "wants": _wants(last_year),
        "longest": str(LONGEST_REASON),
        "error": sheet.errors.get(key, ""),
        "saved": words.saved(held.changed_at, sheet.seat.submission.regency.timezone) if held else "",
        "seen": "" if sheet.is_closed else state_of(_given(held)),
    }
    same = {
        "marks": MARKS,
        "chosen": chosen if chosen in (*CHOICES, "") else None,
        "closed": sheet.is_closed,
        "lacks": why is not None and (chosen, reason) == stored,
    }
    return Drawing(same, texts)


def _filled(part: str, same: Mapping[str, Any], texts: Mapping[str, str]) -> SafeString:
    gaps: dict[str, str] = {name: Gap(name) if text else "" for name, text in texts.items()}
    return stencil(f"{PARTS}{part}", **same, **gaps).fill(texts)


def grid_row(line: GridLine, sheet: Sheet) -> SafeString:
    """A row of a grid: what it is about, the mark, its reason and its state."""
    held = line.mark
    drawing = slot(held, line.why, line.last_year, line.key, sheet)
    same = drawing.same | {"has_error": line.key in sheet.errors, "is_marked": held is not None}
    same |= {"has_moved": line.has_moved}
    texts = drawing.texts | {
        "pk": str(line.indicator.pk),
        "page_seen": seen_of(held),
        "marks_with_reason": " ".join(wanting(line.last_year)),
        "saves": reverse_save(line.seat.pk),
        "place": line.place,
        "label": line.label,
        "url": _address("evaluations:question", line.seat.pk, line.indicator.pk),
        "last": "" if line.last_year is None else number_format(half_up(line.last_year.mean), 2),
    }
    return _filled("grid_row.html", same, texts)


@dataclass(frozen=True)
class GridLine:
    """A mark in a grid: `key` names its fields, `place` and `label` say what it is about."""

    key: str
    place: str
    label: str
    seat: Seat
    indicator: Indicator
    mark: queries.Held | None
    why: Why | None
    last_year: LastYear | None
    has_moved: bool


def levels(case: queries.Case) -> SafeString:
    """What each level means; nothing where nobody has written it."""
    found = tuple((row.level, row.text) for row in case.indicator.level_texts.all() if row.text)
    return stencil(f"{PARTS}case_levels.html", levels=found).fill({}) if found else NOTHING


def excused(case: queries.Case) -> SafeString:
    """The region's reasons for warnings about this question."""
    if not case.excused:
        return NOTHING
    return render_to_string("submissions/parts/excused.html", {"excused": case.excused})


def seen(case: queries.Case) -> str:
    """Mark and hash of the reason as this page shows them, the one after the other, for the page's script."""
    return seen_of(case.mark)


def seen_of(held: queries.Held | None) -> str:
    return f"{form_value(_given(held))} {digest(held.reason) if held else ''}"


@lru_cache(maxsize=256)
def reverse_save(seat_pk: UUID) -> str:
    """Where the marks of a seat are saved one by one."""
    return reverse("evaluations:save", args=[seat_pk])


def overtaken(now: Given) -> str:
    """What is said of a mark that another window changed."""
    shown = str(now) or _("Belum dinilai")
    return _("Diubah di jendela lain; yang tersimpan kini: %(mark)s. Pilih lagi, lalu simpan.") % {"mark": shown}


def wanting(last_year: LastYear | None) -> list[str]:
    """The marks that must say why, as a form sends them."""
    numbers = [text for text in MARKS if why_reason(int(text), abstained=False, last_year=last_year)]
    return [*numbers, ABSTAINED]


def choices() -> list[tuple[str, str]]:
    """Every mark as a form sends it, and its name."""
    named = [(NOT_APPLICABLE, _("Tidak berlaku")), (ABSTAINED, _("Abstain"))]
    return [*((text, text) for text in MARKS), *named]


def before(last_year: LastYear | None) -> str:
    """What last year's panel gave, as a sentence; empty where it gave nothing."""
    if last_year is None:
        return ""
    return _("Nilai panel tahun lalu: %(value)s") % {"value": number_format(half_up(last_year.mean), 2)}


def _wants(last_year: LastYear | None) -> str:
    marks = ", ".join(wanting(last_year)[:-1])
    if wanting(last_year)[:-1] == ["0", "4"]:
        return _("Wajib untuk nilai 0, 4, dan abstain.")
    return _("Wajib untuk nilai %(marks)s, dan abstain (selisih dua atau lebih dari tahun lalu).") % {"marks": marks}


def _given(held: queries.Held | None) -> Given:
    return Given(held.value, held.not_applicable, held.abstained, held.reason) if held else Given(reason="")


def _file(seat: Seat, file: Attachment, beside: str) -> SafeString:
    evidence = file.evidence
    look = f"{beside}&lihat={file.pk}#jawaban" if beside else _address("evaluations:evidence_preview", seat.pk, file.pk)
    page = _("halaman %(page)d") % {"page": file.page} if file.page else ""
    return drawn(
        f"{PARTS}case_file.html",
        icon=ICONS.get(evidence.kind, "file"),
        url=_address("evaluations:evidence", seat.pk, file.pk),
        name=evidence.name,
        is_late=file.is_late,
        facts=" · ".join([evidence.kind.upper(), *_extent(evidence.size, evidence.pages, get_language())]),
        preview_url=look if evidence.kind in DRAWN else "",
        note=" · ".join(part for part in (page, file.note) if part),
    )


@lru_cache(maxsize=2048)
def _extent(size: int, pages: int | None, _language: str | None) -> tuple[str, ...]:
    """How large a file is, and how many pages it has if it has any."""
    found = (filesizeformat(size),)
    return (*found, ngettext("%(count)d halaman", "%(count)d halaman", pages) % {"count": pages}) if pages else found


def _lines(text: str) -> SafeString:
    return linebreaksbr(text) if text else NOTHING


def _address(name: str, seat_pk: UUID, pk: UUID) -> str:
    start, end = _pattern(name, seat_pk)
    return f"{start}{pk}{end}"


@lru_cache(maxsize=256)
def _pattern(name: str, seat_pk: UUID) -> tuple[str, str]:
    """An address of a seat before and after an id: resolved once, since a page holds a hundred of them."""
    start, _id, end = reverse(name, args=[seat_pk, NOBODY]).partition(str(NOBODY))
    return start, end
