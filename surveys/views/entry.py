"""What staff bring in for one pillar: codes and slips, paper typed in, workbooks."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from common import downloads, qr
from common.spreadsheet import SheetFault
from common.steps import Refused
from common.virus_scan import Unavailable
from surveys.actions import entry as actions
from surveys.actions.responses import BadCode, day_of
from surveys.forms import answers, workbooks
from surveys.models import CodeBatch, Response, SurveyPart
from surveys.queries import asked_of
from surveys.views.door import Visit, frame, visit
from surveys.workflow import TAKES_STAFF_ENTRY

SHOWN_PROBLEMS = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponse:
    """Batches of single-use codes; a POST makes one."""
    here = visit(request, pk)
    by, part = here.by, here.part(pillar)
    if request.method != "POST":
        return _codes_page(request, here, part)
    purpose, count = request.POST.get("purpose", ""), request.POST.get("count", "").strip()
    if purpose not in CodeBatch.Purpose.values or not (count.isascii() and count.isdigit() and len(count) < 5):
        error = _("Pilih kegunaan dan isi jumlahnya dengan bilangan bulat.")
        return _codes_page(request, here, part, error=error, status=422)
    try:
        batch = actions.make_codes(part, purpose=purpose, count=int(count), by=by, at=here.at)
    except Refused as reason:
        return _codes_page(request, here, part, error=str(reason), status=409)
    if batch.purpose == CodeBatch.Purpose.PAPER:
        return redirect("reports:document", "survey_form", batch.pk)
    return redirect("surveys:slips", pk, pillar, batch.pk)


@login_required
@require_safe
def slips(request: HttpRequest, pk: UUID, pillar: str, batch: UUID) -> HttpResponse:
    """The codes of a batch, to be printed and cut: cards for a kiosk."""
    here = visit(request, pk)
    _by, part = here.by, here.part(pillar)
    found = get_object_or_404(CodeBatch.objects.filter(part=part, purpose=CodeBatch.Purpose.KIOSK), pk=batch)
    address = reverse("surveys:kiosk", args=[part.survey.code, pillar])
    context = frame(here, part) | {"batch": found, "codes": list(found.codes.all()), "qr": qr.drawn(address)}
    return render(request, "surveys/slips.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponse:
    """One paper form after another, each by the code that is printed on it."""
    here = visit(request, pk)
    by, part = here.by, here.part(pillar)
    asked = asked_of(part)
    if request.method != "POST":
        return _paper_page(request, here, part, answers.sheet(asked, {}))
    sheet = answers.read(asked, request.POST.dict())
    if sheet.given is None:
        return _paper_page(request, here, part, sheet, status=422)
    try:
        actions.enter_paper(part, sheet.given, code=sheet.code, by=by, at=here.at)
    except BadCode as reason:
        sheet.code_error = str(reason)
        return _paper_page(request, here, part, sheet, status=422)
    except Refused as reason:
        return _paper_page(request, here, part, sheet, refused=str(reason), status=409)
    messages.success(request, _("Formulir tersimpan. Lanjutkan dengan formulir berikutnya."))
    return redirect("surveys:paper", pk, pillar)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponse:
    """Where a filled workbook is handed in. One wrong row, and none is taken; every wrong one is named."""
    here = visit(request, pk)
    by, part = here.by, here.part(pillar)
    if request.method != "POST":
        return _workbook_page(request, here, part)
    file = request.FILES.get("file")
    if file is None:
        return _workbook_page(request, here, part, error=_("Pilih berkas dahulu."), status=422)
    name = file.name or "berkas.xlsx"
    taken = set(Response.objects.filter(part=part).exclude(label="").values_list("label", flat=True))
    today = day_of(part.survey, here.at)
    try:
        rows = workbooks.read(file, name=name, asked=asked_of(part), taken=taken, today=today)
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        actions.import_rows(part, rows, name=name, sha256=sha256, by=by, at=here.at)
    except workbooks.BadRows as bad:
        return _workbook_page(request, here, part, problems=bad.problems, status=422)
    except SheetFault as fault:
        return _workbook_page(request, here, part, error=str(fault), status=422)
    except Unavailable as silent:
        return _workbook_page(request, here, part, error=str(silent), status=503)
    except Refused as reason:
        return _workbook_page(request, here, part, error=str(reason), status=409)
    done = ngettext("%(count)d jawaban diimpor.", "%(count)d jawaban diimpor.", len(rows))
    messages.success(request, done % {"count": len(rows)})
    return redirect("surveys:part", pk, pillar)


@login_required
@require_safe
def template(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponseBase:
    """The empty workbook of this pillar."""
    here = visit(request, pk)
    _by, part = here.by, here.part(pillar)
    name = f"survei-{here.submission.regency_id}-{pillar}.xlsx"
    return downloads.workbook(workbooks.write(part, asked_of(part)), name=name)


def _codes_page(
    request: HttpRequest, here: Visit, part: SurveyPart, *, error: str = "", status: int = 200
) -> HttpResponse:
    batches = CodeBatch.objects.filter(part=part).select_related("made_by")
    counted = batches.annotate(total=Count("codes"), used=Count("codes", filter=Q(codes__is_used=True)))
    context = frame(here, part) | {
        "batches": counted.order_by("-made_at"),
        "purposes": CodeBatch.Purpose.choices,
        "purpose": request.POST.get("purpose", ""),
        "count": request.POST.get("count", "60"),
        "most": actions.MOST_CODES,
        "error": error,
    }
    return render(request, "surveys/codes.html", context, status=status)


def _paper_page(
    request: HttpRequest, here: Visit, part: SurveyPart, sheet: answers.Sheet, *, refused: str = "", status: int = 200
) -> HttpResponse:
    is_open = part.survey.state in TAKES_STAFF_ENTRY
    context = frame(here, part) | {"sheet": sheet, "refused": refused, "takes": is_open}
    return render(request, "surveys/paper.html", context, status=status)


def _workbook_page(
    request: HttpRequest, here: Visit, part: SurveyPart, *, status: int = 200, **words: Any
) -> HttpResponse:
    problems = words.get("problems", [])
    context = frame(here, part) | {
        "imports": part.imports.select_related("by").order_by("-at"),
        "takes": part.survey.state in TAKES_STAFF_ENTRY,
        "megabytes": workbooks.MOST_BYTES // 1024**2,
        "most": workbooks.MOST_ROWS,
        "error": words.get("error", ""),
        "problems": problems[:SHOWN_PROBLEMS],
        "more": max(0, len(problems) - SHOWN_PROBLEMS),
    }
    return render(request, "surveys/workbook.html", context, status=status)
