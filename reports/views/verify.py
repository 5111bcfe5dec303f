"""Is this report genuine? Open to everyone, without an account.

With scripts the browser computes the file's fingerprint and asks with that alone (`?sidik=`): the file never leaves it.
Without, the file is posted, read once and not kept.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.public_limit import too_many
from reports.kinds import KINDS
from reports.queries.genuine import Origin, fingerprint, origin

SHA256 = re.compile("[0-9a-f]{64}")


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """What a report is and whether it is the newest; a posted file is compared with it."""
    if too_many(request, "verify"):
        return render(request, "429.html", status=429)
    found = origin(pk=report_id)
    if found is None:
        raise Http404(_("Laporan tidak ditemukan."))
    digest, refused, status = _asked(request)
    if not digest:
        return _page(request, found, refused=refused, status=status)
    return _page(request, found, verdict=_verdict(found, digest))


@require_http_methods(["GET", "HEAD", "POST"])
def verify_any(request: HttpRequest) -> HttpResponse:
    """Finds the report a posted file is, by its SHA-256."""
    if too_many(request, "verify"):
        return render(request, "429.html", status=429)
    digest, refused, status = _asked(request)
    if not digest:
        return _page(request, None, refused=refused, status=status)
    found = origin(sha256=digest)
    return _page(request, found, verdict=_verdict(found, digest) if found else "unknown")


def _verdict(found: Origin, digest: str) -> str:
    if digest != found.report.sha256:
        return "changed"
    return "unchanged" if found.is_newest else "superseded"


def _page(
    request: HttpRequest, found: Origin | None, *, verdict: str = "", refused: str = "", status: int = 200
) -> HttpResponse:
    title = KINDS[found.report.kind].title if found else ""
    context = {"found": found, "title": title, "verdict": verdict, "refused": refused}
    return render(request, "reports/verify.html", context, status=status)


def _asked(request: HttpRequest) -> tuple[str, str, int]:
    """The SHA-256 asked about, empty when there is none; why what was sent is none; and the status."""
    if request.method == "POST":
        return _posted(request)
    digest = request.GET.get("sidik", "").lower()
    if digest and not SHA256.fullmatch(digest):
        return "", _("Sidik itu bukan SHA-256: 64 angka dan huruf a sampai f."), 422
    return digest, "", 200


def _posted(request: HttpRequest) -> tuple[str, str, int]:
    """SHA-256 of the posted file; or why there is none, with its status."""
    file = request.FILES.get("file")
    if file is None:
        return "", _("Pilih berkas laporan lebih dahulu."), 422
    if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
        return "", _("Berkas terlalu besar untuk sebuah laporan."), 413
    return fingerprint(file.chunks()), "", 200
