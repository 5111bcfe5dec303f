"""Is this report genuine? Open to everyone, without an account; a file handed in is read once and not kept."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.public_limit import too_many
from reports.kinds import KINDS
from reports.queries.genuine import Origin, fingerprint, origin


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """What a report is and whether it is the newest; a posted file is compared with it."""
    if too_many(request, "verify"):
        return render(request, "429.html", status=429)
    found = origin(pk=report_id)
    if found is None:
        raise Http404(_("Laporan tidak ditemukan."))
    if request.method != "POST":
        return _page(request, found)
    digest, refused, status = _posted(request)
    if refused:
        return _page(request, found, refused=refused, status=status)
    return _page(request, found, verdict="unchanged" if digest == found.report.sha256 else "changed")


@require_http_methods(["GET", "HEAD", "POST"])
def verify_any(request: HttpRequest) -> HttpResponse:
    """Finds the report a posted file is, by its SHA-256."""
    if too_many(request, "verify"):
        return render(request, "429.html", status=429)
    if request.method != "POST":
        return _page(request, None)
    digest, refused, status = _posted(request)
    if refused:
        return _page(request, None, refused=refused, status=status)
    found = origin(sha256=digest)
    return _page(request, found, verdict="unchanged" if found else "unknown")


def _page(
    request: HttpRequest, found: Origin | None, *, verdict: str = "", refused: str = "", status: int = 200
) -> HttpResponse:
    title = KINDS[found.report.kind].title if found else ""
    context = {"found": found, "title": title, "verdict": verdict, "refused": refused}
    return render(request, "reports/verify.html", context, status=status)


def _posted(request: HttpRequest) -> tuple[str, str, int]:
    """SHA-256 of the posted file; or why there is none, with its status."""
    file = request.FILES.get("file")
    if file is None:
        return "", _("Pilih berkas laporan lebih dahulu."), 422
    if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
        return "", _("Berkas terlalu besar untuk sebuah laporan."), 413
    return fingerprint(file.chunks()), "", 200
