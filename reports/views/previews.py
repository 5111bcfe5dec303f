"""Reports before the announcement, for the secretariat alone: asked for, looked at page by page, downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor
from common import page_picture
from common.downloads import attachment
from common.steps import Refused
from evaluations.rules import announces
from reports.actions import previews as actions
from reports.kinds import KINDS
from reports.models import DraftPreview
from submissions.models import Cycle, Submission

WIDTH = 900  # pixels of a page's picture


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def previews(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """What was made and is still there, and the form that asks for another. A POST leads to the work's page."""
    by = _secretary(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    if request.method != "POST":
        return _page(request, cycle)
    submission = _submissions(cycle).filter(regency=request.POST.get("region", "")).first()
    if submission is None:
        return _page(request, cycle, refused=_("Pilih daerah dahulu."), status=422)
    try:
        job = actions.request(submission, request.POST.get("kind", ""), by=by, at=timezone.now())
    except Refused as reason:
        return _page(request, cycle, refused=str(reason), status=409)
    return redirect("jobs:detail", job.pk)


def _page(request: HttpRequest, cycle: Cycle, *, refused: str = "", status: int = 200) -> HttpResponse:
    made = DraftPreview.objects.filter(submission__cycle=cycle, expires_at__gt=timezone.now())
    context: dict[str, Any] = {
        "cycle": cycle,
        "kinds": [KINDS[code] for code in actions.OFFERED],
        "regions": _submissions(cycle),
        "region": request.POST.get("region", ""),
        "chosen": request.POST.get("kind", ""),
        "made": [(row, KINDS[row.kind].title) for row in made.select_related("submission__regency")],
        "refused": refused,
    }
    return render(request, "reports/previews.html", context, status=status)


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All pages of a preview as pictures."""
    _secretary(request)
    row = _found(pk)
    context = {
        "row": row,
        "title": KINDS[row.kind].title,
        "cycle": row.submission.cycle,
        "regency": row.submission.regency,
        "numbers": range(1, row.pages + 1),
    }
    return render(request, "reports/preview.html", context)


@login_required
@require_safe
def preview_page(request: HttpRequest, pk: UUID, page: int) -> HttpResponse:
    """One page as a picture, drawn when it is asked for."""
    _secretary(request)
    row = _found(pk)
    if not 1 <= page <= row.pages:
        raise Http404(_("Halaman tidak ditemukan."))
    with _file(row).open("rb") as file:
        picture = page_picture.draw(file, kind="pdf", page=page, width=WIDTH)
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@login_required
@require_safe
def preview_file(request: HttpRequest, pk: UUID) -> FileResponse:
    _secretary(request)
    row = _found(pk)
    name = f"DRAF {KINDS[row.kind].title} {row.submission.regency.name}.pdf"
    return attachment(_file(row), name=name, mime="application/pdf")


def _secretary(request: HttpRequest) -> Actor:
    by = announces(request.user)
    if by is None:
        raise Http404
    return by


def _submissions(cycle: Cycle) -> Any:
    rows = Submission.objects.filter(cycle=cycle, state=Submission.State.HANDED_IN)
    return rows.select_related("regency", "cycle").order_by("regency__name")


def _found(pk: UUID) -> DraftPreview:
    rows = DraftPreview.objects.filter(expires_at__gt=timezone.now())
    return get_object_or_404(rows.select_related("submission__regency", "submission__cycle"), pk=pk)


def _file(row: DraftPreview) -> Path:
    path = Path(settings.MEDIA_ROOT) / row.file
    if not path.is_file():
        raise Http404(_("Berkas laporan tidak ditemukan."))
    return path
