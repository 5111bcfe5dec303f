"""Photos of a Quick Win: shown as we drew them, added, described, taken away; the original only as a download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import virus_scan
from common.downloads import attachment, drawn_picture
from common.steps import Refused
from quickwins import actions
from quickwins.forms import PhotoForm
from quickwins.models import Photo, QuarterReport, QuickWin
from quickwins.queries import photos_of
from quickwins.rules import reads_drafts, takes_originals, writes
from quickwins.views.door import quick_win_of, stored, typed, writing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a photo; with `?laporan=<id>` as proof of that report."""
    quick_win = quick_win_of(request, pk)
    by = writing(request, quick_win)
    report = _report(request, quick_win)
    form, status = PhotoForm(typed(request), request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ("alt", "taken_on")}
            limit = settings.EVIDENCE_MAX_BYTES
            upload, at = form.cleaned_data["file"], timezone.now()
            try:
                actions.add_photo(quick_win, upload, report=report, max_bytes=limit, by=by, at=at, **values)
            except actions.BadPhoto as reason:
                form.add_error("file", str(reason))
            except Refused as reason:
                form.add_error(None, str(reason))
                status = 409
            except virus_scan.Unavailable as reason:
                form.add_error("file", str(reason))
                status = 503
            else:
                messages.success(request, _("Foto ditambahkan."))
                return redirect(_back(quick_win, report))
    context = {"form": form, "quick_win": quick_win, "regency": quick_win.regency, "report": report}
    return render(request, "quickwins/photo_new.html", context | {"back": _back(quick_win, report)}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest, pk: UUID, photo_pk: UUID) -> HttpResponse:
    """One photo, large. Those who keep the Quick Win describe it here."""
    quick_win = quick_win_of(request, pk)
    found = get_object_or_404(_seen(request, quick_win), pk=photo_pk)
    by = writes(request.user, quick_win)
    form, status = PhotoForm(typed(request), initial=_words(found), with_file=False), 200
    if request.method == "POST":
        if by is None:
            raise PermissionDenied
        if form.is_valid():
            actions.describe_photo(found, **form.cleaned_data, by=by, at=timezone.now())
            return stored(request, quick_win)
        status = 422
    context = {
        "form": form if by else None,
        "photo": found,
        "quick_win": quick_win,
        "regency": quick_win.regency,
        "may_take": takes_originals(request.user, quick_win),
    }
    return render(request, "quickwins/photo.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: UUID, photo_pk: UUID) -> HttpResponse:
    """Take a photo away, first with what that means."""
    quick_win = quick_win_of(request, pk)
    found = get_object_or_404(_seen(request, quick_win), pk=photo_pk)
    by, refusal, status = writing(request, quick_win), "", 200
    if request.method == "POST":
        try:
            actions.remove_photo(found, by=by, at=timezone.now())
        except Refused as reason:
            refusal, status = str(reason), 409
        else:
            messages.success(request, _("Foto dihapus."))
            return redirect("quickwins:detail", pk=pk)
    context = {"photo": found, "quick_win": quick_win, "regency": quick_win.regency, "refusal": refusal}
    return render(request, "quickwins/photo_remove.html", context, status=status)


@login_required
@require_safe
def picture(request: HttpRequest, pk: UUID, photo_pk: UUID) -> HttpResponseBase:
    """The picture for the page: small, or large with `?besar`."""
    found = get_object_or_404(_seen(request, quick_win_of(request, pk)), pk=photo_pk)
    return drawn_picture((found.large if "besar" in request.GET else found.small).open("rb"))


@login_required
@require_safe
def original(request: HttpRequest, pk: UUID, photo_pk: UUID) -> HttpResponseBase:
    """The file as it was sent, as a download."""
    quick_win = quick_win_of(request, pk)
    found = get_object_or_404(_seen(request, quick_win), pk=photo_pk)
    if not takes_originals(request.user, quick_win):
        raise PermissionDenied
    return attachment(found.file.open("rb"), name=found.name, mime=found.mime)


def _seen(request: HttpRequest, quick_win: QuickWin) -> QuerySet[Photo]:
    return photos_of(quick_win, drafts=reads_drafts(request.user, quick_win)).select_related("quick_win", "report")


def _report(request: HttpRequest, quick_win: QuickWin) -> QuarterReport | None:
    named = request.GET.get("laporan", "")
    if not named:
        return None
    try:
        wanted = UUID(named)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(quick_win.reports.all(), pk=wanted)


def _back(quick_win: QuickWin, report: QuarterReport | None) -> str:
    if report is None:
        return f"{reverse('quickwins:detail', args=[quick_win.pk])}#foto"
    return reverse("quickwins:report", args=[quick_win.pk, report.year, report.quarter])


def _words(photo: Photo) -> dict[str, Any]:
    return {"alt": photo.alt, "taken_on": photo.taken_on}
