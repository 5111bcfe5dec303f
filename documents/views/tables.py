"""A table of the tree to be filled in the page: stored rows and new ones, saved together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from documents.actions import sheets as actions
from documents.models import Document
from documents.sheets import Difference, Field, Incoming, Sheet, State, difference, stored
from documents.views.sheets import tree_of

PER_PAGE, BLANK_ROWS, MOST_ROWS = 25, 3, 150
WIDE = 40  # characters a column is made for, from which on it is a text area


@dataclass(frozen=True)
class Box:
    """One field of the table as the page shows it."""

    field: Field
    name: str
    value: str
    choices: tuple[str, ...]
    error: str = ""

    @property
    def is_long(self) -> bool:
        return self.field.width >= WIDE


@dataclass(frozen=True)
class Row:
    """`code` of a stored row; empty for a new one."""

    number: int
    code: str
    boxes: list[Box]
    error: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, pk: UUID, sheet: str) -> HttpResponse:
    """Rows of one level, `PER_PAGE` at a time (`halaman`); of an RPJMD's programmes those of one target (`sasaran`), of a
    Masterplan's one year's columns (`tahun`)."""
    document, by = tree_of(request, pk)
    state = stored(document)
    one = state.sheet(sheet)
    if one is None:
        raise Http404
    shown = _narrowed(one, request)
    paginator = Paginator(_codes(state, one, request), PER_PAGE)
    here = paginator.get_page(request.GET.get("halaman"))
    codes = list(here.object_list)
    if request.method != "POST":
        return _page(request, state, shown, _rows(state, shown, codes, BLANK_ROWS), here)
    count = _count(request.POST)
    incoming = _incoming(request.POST, shown, count)
    if "more" in request.POST:
        return _page(request, state, shown, _filled(state, shown, incoming, None, BLANK_ROWS), here)
    written = [row for row in incoming if row.texts.get("was") or any(row.texts[one.key] for one in shown.fields)]
    found = difference(state, {one.slug: [_without(row) for row in written]}, whole=False)
    if request.POST.get("mark") != state.mark(one.slug, codes):
        told = _(
            "Tabel ini diubah orang lain sejak Anda membukanya. Yang Anda ketik tetap di sini; periksa lalu simpan lagi."
        )
        return _page(request, state, shown, _filled(state, shown, written, None, 0), here, refused=told, status=409)
    if found.invalid:
        return _page(request, state, shown, _filled(state, shown, written, found, BLANK_ROWS), here, status=422)
    try:
        done = actions.apply(document, found, whole=False, by=by, at=timezone.now())
    except Refused as reason:
        rows = _filled(state, shown, written, found, 0)
        return _page(request, state, shown, rows, here, refused=str(reason), status=409)
    words = {"new": len(done.new), "changed": len(done.changed)}
    messages.success(request, _("Tabel disimpan: %(new)d baru, %(changed)d berubah.") % words)
    return redirect(request.get_full_path())


def _narrowed(sheet: Sheet, request: HttpRequest) -> Sheet:
    """The sheet with the columns of one year only, where a year has more than two."""
    years = sorted({field.year for field in sheet.fields if field.year})
    if not any(field.key.startswith("status:") for field in sheet.fields):
        return sheet
    asked = request.GET.get("tahun", "")
    now = timezone.now().year
    chosen = int(asked) if asked.isdecimal() and int(asked) in years else min(years, key=lambda year: abs(year - now))
    return Sheet(sheet.slug, sheet.name, tuple(field for field in sheet.fields if field.year in (0, chosen)))


def _codes(state: State, sheet: Sheet, request: HttpRequest) -> list[str]:
    """Rows to show: all, or those that hang on one code (`sasaran`)."""
    rows, wanted = state.rows[sheet.slug], request.GET.get("sasaran", "")
    if not wanted or "target" not in (field.key for field in sheet.fields):
        return list(rows)
    return [code for code, texts in rows.items() if texts.get("target") == wanted]


def _count(data: QueryDict) -> int:
    text = data.get("rows", "")
    return min(int(text), MOST_ROWS) if text.isdecimal() else 0


def _incoming(data: QueryDict, sheet: Sheet, count: int) -> list[Incoming]:
    """What was typed; the code of a stored row stands in `was` and does not change."""
    found = []
    for number in range(count):
        texts = {field.key: data.get(f"r{number}-{field.key}", "").strip() for field in sheet.fields}
        texts["was"] = data.get(f"r{number}-was", "")
        found.append(Incoming(number, {**texts, "code": texts["was"] or texts["code"]}))
    return found


def _without(row: Incoming) -> Incoming:
    return Incoming(row.line, {key: text for key, text in row.texts.items() if key != "was"})


def _rows(state: State, sheet: Sheet, codes: list[str], blank: int) -> list[Row]:
    stored_rows = [Incoming(number, {**state.rows[sheet.slug][code], "was": code}) for number, code in enumerate(codes)]
    return _filled(state, sheet, stored_rows, None, blank)


def _filled(state: State, sheet: Sheet, rows: list[Incoming], found: Difference | None, blank: int) -> list[Row]:
    """Rows with what was typed and what is wrong with it, and some blank ones below."""
    wrong = {change.line: change.errors for change in found.changes} if found else {}
    empty = [Incoming(-1, {"was": ""})] * min(blank, max(0, MOST_ROWS - len(rows)))
    return [
        _row(state, sheet, number, row.texts, wrong.get(row.line, {})) for number, row in enumerate([*rows, *empty])
    ]


def _row(state: State, sheet: Sheet, number: int, texts: dict[str, str], errors: dict[str, str]) -> Row:
    was = texts.get("was", "")
    boxes = [
        Box(
            field, f"r{number}-{field.key}", texts.get(field.key, ""), _choices(state, field), errors.get(field.key, "")
        )
        for field in sheet.fields
    ]
    return Row(number, was, boxes, errors.get("", ""))


def _choices(state: State, field: Field) -> tuple[str, ...]:
    if field.kind != "one":
        return ()
    if field.of == "parent":
        return (*(f"Tujuan {c}" for c in state.rows["tujuan"]), *(f"Sasaran {c}" for c in state.rows["sasaran"]))
    if field.of in state.rows:
        return tuple(state.rows[field.of])
    return tuple(state.names.get(field.of, {}).values())


def _page(
    request: HttpRequest,
    state: State,
    sheet: Sheet,
    rows: list[Row],
    here: Page[str],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    document: Document = state.document
    full = state.sheet(sheet.slug)
    years = sorted({field.year for field in full.fields if field.year}) if full else []
    context = {
        "document": document,
        "regency": document.regency,
        "sheet": sheet,
        "sheets": state.sheets,
        "rows": rows,
        "mark": state.mark(sheet.slug, here.object_list),
        "page": here,
        "years": years if full is not None and len(full.fields) != len(sheet.fields) else [],
        "year": next((field.year for field in sheet.fields if field.year), 0),
        "targets": list(state.rows.get("sasaran", {})) if sheet.slug == "program" else [],
        "target": request.GET.get("sasaran", ""),
        "wrong": status == 422,
        **more,
    }
    return render(request, "documents/table.html", context, status=status)
