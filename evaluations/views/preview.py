"""Pages of a region's evidence as pictures, for those who sit on its panel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Actor, Role, User
from evaluations.models import Seat
from evaluations.views.seats import own_seat
from submissions.models import Attachment, Submission
from submissions.views.preview import picture_of, show


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponse:
    """A page of a file, at first the one its link points at."""
    row = own_seat(request, pk)
    found = _attachment(row, attachment_pk)
    address = reverse("evaluations:evidence_picture", args=[pk, attachment_pk])
    user = request.user if isinstance(request.user, User) else None
    context: dict[str, Any] = {
        "file": found,
        "indicator": found.answer.indicator,
        "shown": show(request, found, address, by=Actor(user, Role.ASSESSOR), at=timezone.now()),
        "download": reverse("evaluations:evidence", args=[pk, attachment_pk]),
        "back": reverse("evaluations:section", args=[pk, found.answer.indicator.section_slug]),
    }
    return render(request, "evaluations/preview.html", context)


@login_required
@require_safe
def picture(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponseBase:
    """The picture of a page as it is stored; 404 while there is none."""
    return picture_of(request, _attachment(own_seat(request, pk), attachment_pk))


def shown_beside(
    request: HttpRequest, row: Seat, files: Iterable[Attachment], *, at: datetime
) -> dict[str, Any] | None:
    """The page of the file that `lihat` names among `files`, to stand in another page; None: none is asked for."""
    wanted = request.GET.get("lihat", "")
    if not any(str(file.pk) == wanted for file in files):
        return None
    found = _attachment(row, UUID(wanted))
    address = reverse("evaluations:evidence_picture", args=[row.pk, found.pk])
    user = request.user if isinstance(request.user, User) else None
    rest = request.GET.copy()
    rest.pop("hal", None)
    shown = show(request, found, address, by=Actor(user, Role.ASSESSOR), at=at)
    return {"file": found, "shown": shown, "base": f"?{rest.urlencode()}&"}


def _attachment(row: Seat, pk: UUID) -> Attachment:
    """A file of the handed-in submission of this seat; 404 for any other."""
    files = Attachment.objects.filter(
        answer__submission=row.submission_id, answer__submission__state=Submission.State.HANDED_IN
    )
    return get_object_or_404(files.select_related("evidence", "answer__indicator__pillar"), pk=pk)
