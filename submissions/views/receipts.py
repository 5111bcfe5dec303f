"""The receipt of a handed-in submission: for those who may read it whole, and for everyone a page that says it is one."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.public_limit import too_many
from submissions import rules
from submissions.models import Receipt
from submissions.queries.receipts import canonical, newest_number
from submissions.views.door import Visit, frame, visit


@login_required
@require_safe
def receipt(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """What was handed in under this number: files with their hashes, warnings with their reasons."""
    here, found = _found(request, pk, number)
    files = [{"order": answer["order"], **file} for answer in found.content["answers"] for file in answer["files"]]
    context = frame(here) | {
        "receipt": found,
        "files": files,
        "answers": len(found.content["answers"]),
        "warnings": found.content["warnings"],
        "newest": newest_number(here.submission),
        "check": request.build_absolute_uri(reverse("submissions:receipt_check", args=[found.pk])),
    }
    return render(request, "submissions/receipt.html", context)


@login_required
@require_safe
def receipt_data(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The very bytes whose SHA-256 the receipt names, so that anyone who holds them can compute it again."""
    _here, found = _found(request, pk, number)
    answer = HttpResponse(canonical(found.content), content_type="application/json")
    answer["Content-Disposition"] = (
        f'attachment; filename="tanda-terima-{found.content["region"]["code"]}-{number}.json"'
    )
    return answer


def _found(request: HttpRequest, pk: UUID, number: int) -> tuple[Visit, Receipt]:
    here = visit(request, pk)
    if rules.reads_receipt(request.user, here.submission) is None:
        raise PermissionDenied
    return here, get_object_or_404(Receipt, submission=here.submission, number=number)


@require_safe
def receipt_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open to everyone: whose receipt it is, when it was given, its hash, and whether it is the newest. No content."""
    if too_many(request, "receipt"):
        return render(request, "429.html", status=429)
    rows = Receipt.objects.select_related("submission__regency", "submission__cycle").defer("content")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Tanda terima tidak ditemukan."))
    context = {"receipt": found, "newest": newest_number(found.submission)}
    return render(request, "submissions/receipt_check.html", context)
