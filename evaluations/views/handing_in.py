"""Handing in an assessor's marks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from evaluations import queries
from evaluations.actions import marks
from evaluations.models import Seat
from evaluations.queries.notes import pasted_twice
from evaluations.rules import scores
from evaluations.views.seats import frame, own_seat


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The checklist, and the confirmation once nothing is missing."""
    seat = own_seat(request, pk)
    if request.method != "POST":
        return _hand_in_page(request, seat)
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    try:
        marks.hand_in(seat, by=by, at=timezone.now())
    except Refused as reason:
        return _hand_in_page(request, seat, refused=str(reason), status=409)
    messages.success(request, _("Penilaian %(region)s diserahkan.") % {"region": seat.submission.regency})
    return redirect("evaluations:seat", seat.pk)


def _hand_in_page(request: HttpRequest, seat: Seat, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = frame(seat, queries.overview_of(seat), at=timezone.now()) | {
        "missing": queries.what_is_missing(seat),
        "repeated": pasted_twice(seat),
        "refused": refused,
    }
    return render(request, "evaluations/hand_in.html", context, status=status)
