"""Who may come in: access is fetching."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.models import Actor
from quickwins.models import QuickWin, readable_regencies
from quickwins.rules import edits, writes
from regencies.models import Regency


def regency_of(request: HttpRequest, code: str) -> Regency:
    """The regency, or `Http404` when this person may not read its Quick Wins."""
    return get_object_or_404(readable_regencies(request.user), pk=code)


def quick_win_of(request: HttpRequest, pk: UUID) -> QuickWin:
    """The Quick Win with its regency, or `Http404`."""
    seen = QuickWin.objects.visible_to(request.user).select_related("regency", "pillar")
    quick_win: QuickWin = get_object_or_404(seen, pk=pk)
    return quick_win


def editing(request: HttpRequest, regency: Regency) -> Actor:
    """The person as this regency's operator. Raises `PermissionDenied` (403) for everybody else."""
    by = edits(request.user, regency.pk)
    if by is None:
        raise PermissionDenied
    return by


def writing(request: HttpRequest, quick_win: QuickWin) -> Actor:
    """The person as one who keeps this Quick Win's register. Raises `PermissionDenied` (403) for everybody else."""
    by = writes(request.user, quick_win)
    if by is None:
        raise PermissionDenied
    return by


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def stored(request: HttpRequest, quick_win: QuickWin) -> HttpResponseRedirect:
    """Back to the Quick Win, with the word that it was kept."""
    messages.success(request, _("Perubahan disimpan."))
    return redirect("quickwins:detail", pk=quick_win.pk)
