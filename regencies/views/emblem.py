"""The emblem of a region: seen by its people, set by its operator."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import virus_scan
from common.steps import Refused
from regencies import actions, queries
from regencies.models import Regency
from regencies.rules import keeps_emblem, visible_regencies


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def emblem(request: HttpRequest, code: str) -> HttpResponse:
    """The emblem as it is printed. A POST with a picture by who keeps it takes the place of the one before."""
    regency = _regency(request, code)
    if request.method != "POST":
        return _page(request, regency)
    actor, upload = keeps_emblem(request.user, code), request.FILES.get("file")
    if actor is None:
        raise PermissionDenied
    if upload is None:
        return _page(request, regency, error=_("Pilih berkas dahulu."), status=422)
    try:
        actions.set_emblem(regency, upload, by=actor, at=timezone.now())
    except Refused as reason:
        return _page(request, regency, error=str(reason), status=422)
    except virus_scan.Unavailable as reason:
        return _page(request, regency, error=str(reason), status=503)
    messages.success(request, _("Lambang tersimpan. Laporan yang dibuat sejak sekarang memuatnya."))
    return redirect("regencies:emblem", code)


@login_required
@require_POST
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Reports made from now on come without it."""
    regency, actor = _regency(request, code), keeps_emblem(request.user, code)
    if actor is None:
        raise PermissionDenied
    actions.remove_emblem(regency, by=actor, at=timezone.now())
    messages.success(request, _("Lambang dilepas."))
    return redirect("regencies:emblem", code)


@login_required
@require_safe
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The PNG that the portal made of it."""
    _regency(request, code)
    found = queries.emblem_of(code)
    if found is None:
        raise Http404(_("Daerah ini belum memasang lambang."))
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"}
    return HttpResponse(bytes(found.picture), content_type="image/png", headers=headers)


def _regency(request: HttpRequest, code: str) -> Regency:
    return get_object_or_404(visible_regencies(request.user).select_related("province"), pk=code)


def _page(request: HttpRequest, regency: Regency, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "regency": regency,
        "emblem": queries.emblem_of(regency.pk),
        "keeps": keeps_emblem(request.user, regency.pk) is not None,
        "error": error,
        "megabytes": actions.EMBLEM_BYTES // 1024 // 1024,
    }
    return render(request, "regencies/emblem.html", context, status=status)
