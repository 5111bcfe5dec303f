"""The living workbook: download, hand in filled, look at the difference, take what is wanted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from common import downloads
from common.spreadsheet import SheetFault
from common.steps import Refused
from common.virus_scan import Unavailable
from submissions.actions import answers
from submissions.actions import workbooks as actions
from submissions.forms import workbooks as books
from submissions.forms.workbooks import Change
from submissions.models import WorkbookImport
from submissions.queries.cases import Case, cases_of, questions_at
from submissions.queries.overview import Overview, Place
from submissions.views.door import Visit, frame, visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What can be downloaded, and where a filled workbook is handed in; a good one leads to its difference."""
    here, overview = _mine(request, pk)
    if request.method != "POST":
        return _page(request, here, overview)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, here, overview, error=_("Pilih berkas dahulu."), status=422)
    name = file.name or ""
    try:
        most = len(overview.places)
        made_for, rows = books.read(file, name=name, submission=here.submission, most=most)
        kept = actions.keep(
            here.submission,
            [row.as_json() for row in rows],
            name=name,
            made_for=made_for,
            by=here.writer,  # type: ignore[arg-type]  # `_mine` has seen to it
            at=here.at,
        )
    except SheetFault as fault:
        return _page(request, here, overview, error=str(fault), status=422)
    except Unavailable as silent:
        return _page(request, here, overview, error=str(silent), status=503)
    except Refused as reason:
        return _page(request, here, overview, error=str(reason), status=409)
    return redirect("submissions:workbook_import", pk, kept.pk)


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The workbook of all own questions, or of those of one section (`bagian`) or agency (`perangkat`)."""
    here, overview = _mine(request, pk)
    section, agency = request.GET.get("bagian", ""), request.GET.get("perangkat", "")
    places = [
        place
        for place in _answered_by(here, overview)
        if section in ("", place.section) and agency in ("", str(place.agency_id))
    ]
    if not places:
        raise Http404
    cases = _cases(here, places)
    data = books.write(here.submission, list(cases.values()), request.user, at=here.at)  # type: ignore[arg-type]
    part = section or next((place.agency for place in places), "") if section or agency else _("semua")
    name = f"isian-{here.submission.regency_id}-{here.submission.cycle.year}-{slugify(part)}.xlsx"
    return downloads.workbook(data, name=name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workbook_import(request: HttpRequest, pk: UUID, import_pk: UUID) -> HttpResponse:
    """The difference, row by row. A POST takes the ticked rows, all or none, or puts the workbook away."""
    here, overview = _mine(request, pk)
    kept = get_object_or_404(WorkbookImport, pk=import_pk, submission=here.submission, by=here.reader.user)
    if kept.applied_at is not None:
        return redirect("submissions:detail", pk)
    cases = _cases(here, _answered_by(here, overview))
    changes = books.compare([books.Read.of(row) for row in kept.rows], cases)
    if request.method != "POST":
        return _difference(request, here, kept, changes)
    if "away" in request.POST:
        actions.put_away(kept)
        messages.success(request, _("Buku kerja disingkirkan; tidak ada yang berubah."))
        return redirect("submissions:workbook", pk)
    ticked = set(request.POST.getlist("row"))
    wanted = [
        (change.indicator, change.draft, _seen(request, change))
        for change in changes
        if change.indicator and change.draft and str(change.indicator.order) in ticked and change.state != "same"
    ]
    if not wanted:
        return _difference(request, here, kept, changes, refused=_("Pilih baris yang akan diterapkan."), status=422)
    try:
        count = actions.apply(kept, wanted, by=here.writer, at=here.at)  # type: ignore[arg-type]
    except answers.Conflict as conflict:
        order = conflict.current.indicator.order
        told = _("Nomor %(order)d baru saja diubah orang lain. Tidak ada yang diterapkan; periksa lagi bedanya.")
        return _difference(request, here, kept, changes, ticked=ticked, refused=told % {"order": order}, status=409)
    except Refused as reason:
        return _difference(request, here, kept, changes, ticked=ticked, refused=str(reason), status=409)
    done = ngettext("%(count)d jawaban diterapkan.", "%(count)d jawaban diterapkan.", count)
    messages.success(request, done % {"count": count})
    return redirect("submissions:detail", pk)


def _seen(request: HttpRequest, change: Change) -> int:
    """The version that the person saw beside the row; one that was not sent fits none."""
    text = request.POST.get(f"version-{change.indicator.order}", "") if change.indicator else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _mine(request: HttpRequest, pk: UUID) -> tuple[Visit, Overview]:
    """The submission before somebody who answers questions of it."""
    here = visit(request, pk)
    if here.writer is None:
        raise PermissionDenied
    return here, here.overview()


def _answered_by(here: Visit, overview: Overview) -> list[Place]:
    return [place for place in overview.places if here.may_answer(place)]


def _cases(here: Visit, places: list[Place]) -> dict[UUID, Case]:
    questions = questions_at(here.submission.instrument, {place.pk for place in places})
    return {case.indicator.pk: case for case in cases_of(here.submission, questions)}


def _page(request: HttpRequest, here: Visit, overview: Overview, *, error: str = "", status: int = 200) -> HttpResponse:
    own = {place.pk for place in _answered_by(here, overview)}
    sections = [(row.slug, row.label, sum(place.pk in own for place in row.places)) for row in overview.sections]
    context = frame(here) | {
        "total": len(own),
        "sections": [row for row in sections if row[2]],
        "agencies": overview.agencies(here.at) if here.agencies is None else [],
        "megabytes": books.MOST_BYTES // 1024**2,
        "error": error,
    }
    return render(request, "submissions/workbook.html", context, status=status)


def _difference(
    request: HttpRequest,
    here: Visit,
    kept: WorkbookImport,
    changes: list[Change],
    *,
    ticked: set[str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    def is_ticked(change: Change) -> bool:
        if ticked is not None:
            return change.indicator is not None and str(change.indicator.order) in ticked
        return change.state in ("new", "changed")

    shown = [(change, is_ticked(change)) for change in changes if change.state != "same"]
    context: dict[str, Any] = frame(here) | {
        "kept": kept,
        "shown": shown,
        "same": len(changes) - len(shown),
        "applicable": sum(change.draft is not None for change, _ticked in shown),
        "refused": refused,
    }
    return render(request, "submissions/workbook_import.html", context, status=status)
