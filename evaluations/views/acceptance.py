"""Taking a seat: the assessor is asked for conflicts of interest and whether the seat is taken, before the desk opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.steps import Refused
from evaluations.actions import acceptance as actions
from evaluations.models import Seat
from evaluations.rules import asked_seats, scores
from evaluations.seating_forms import AcceptanceForm

View = Callable[..., HttpResponseBase]


def asked_first(view: View) -> View:
    """A page of an own seat that is not accepted, or ended, gives way to the page that asks or says so.

    The desk's views find only accepted seats; this looks again only when they found nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: UUID, **rest: Any) -> HttpResponseBase:
        try:
            return view(request, pk=pk, **rest)
        except Http404:
            seat = _asked(request).filter(pk=pk).first()
            if seat is None or (seat.is_live and seat.state != Seat.State.INVITED):
                raise
        if request.method == "POST":
            return _page(request, seat, AcceptanceForm(), refused=_not_open(seat), status=409)
        return redirect("evaluations:acceptance", pk)

    return guarded


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acceptance(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A POST answers: no conflict and taken, no conflict and declined, or a conflict (also later, from the desk)."""
    seat = get_object_or_404(_asked(request), pk=pk)
    if request.method != "POST":
        return _page(request, seat, AcceptanceForm(initial=_initial(seat)))
    by = scores(request.user, seat)
    if by is None:
        raise PermissionDenied
    form = AcceptanceForm({**request.POST.dict(), **_fixed(seat)})
    if not form.is_valid():
        return _page(request, seat, form, status=422)
    try:
        _answer(seat, form, by)
    except Refused as reason:
        return _page(request, seat, form, refused=str(reason), status=409)
    seat.refresh_from_db()
    messages.success(request, _told(seat))
    is_open = seat.state == Seat.State.SCORING and seat.submission.cycle.state != "self_assessment"
    return redirect("evaluations:seat", pk) if is_open else redirect("evaluations:desk")


def _asked(request: HttpRequest) -> Any:
    return asked_seats(request.user).select_related("submission__regency__province", "submission__cycle", "assessor")


def _initial(seat: Seat) -> dict[str, str]:
    return {} if seat.state == Seat.State.INVITED else {"conflict": "conflict"}


def _fixed(seat: Seat) -> dict[str, str]:
    """An accepted seat is left only through a conflict of interest."""
    return {} if seat.state == Seat.State.INVITED else {"conflict": "conflict"}


def _answer(seat: Seat, form: AcceptanceForm, by: Actor) -> Seat:
    now = timezone.now()
    if (interest := form.interest()) is not None:
        return actions.recuse(seat, interest, by=by, at=now)
    if form.cleaned_data["answer"] == "decline":
        return actions.decline(seat, by=by, at=now, reason=form.cleaned_data["reason"])
    return actions.accept(seat, by=by, at=now)


def _told(seat: Seat) -> str:
    words = {"region": seat.submission.regency}
    if seat.state == Seat.State.SCORING:
        return _("Anda menerima penugasan %(region)s dan menyatakan tidak ada benturan kepentingan.") % words
    return _("Kursi %(region)s dilepas. Sekretariat mengetahuinya.") % words


def _not_open(seat: Seat) -> str:
    if seat.state == Seat.State.INVITED:
        return _("Tidak tersimpan: jawab dahulu penugasan ini.")
    return _("Tidak tersimpan: kursi Anda pada panel ini sudah dicabut.")


def _page(
    request: HttpRequest, seat: Seat, form: AcceptanceForm, *, refused: str = "", status: int = 200
) -> HttpResponseBase:
    context = {
        "seat": seat,
        "regency": seat.submission.regency,
        "cycle": seat.submission.cycle,
        "form": form,
        "refused": refused,
        "is_asked": seat.state == Seat.State.INVITED,
        "is_ended": not seat.is_live,
    }
    return render(request, "evaluations/acceptance.html", context, status=status)
