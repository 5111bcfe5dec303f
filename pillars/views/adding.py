"""New instruments: from files, from another year's, and as a corrected version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from pillars import actions, queries
from pillars.forms import CloneForm, ImportForm, VersionForm
from pillars.models import Instrument
from pillars.rows import Unfit
from pillars.rules import what_forbids_new_version
from pillars.views.door import acting, instrument_of, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Import an instrument. With one fault anywhere nothing is stored, and what was typed stays."""
    actor = acting(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            made = actions.import_instrument(
                values["questions"], header=form.header(), weights=values["weights"], by=actor, at=timezone.now()
            )
        except Unfit as unfit:  # somebody took the code in between
            form.tell(unfit.faults)
        else:
            return _made(request, made, _("Instrumen “%s” diimpor."))
    context = {"form": form, "examples": queries.instruments_with_counts(request.user)}
    return render(request, "pillars/import.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Next year's instrument, beginning as a copy of this one."""
    source, actor = instrument_of(request, pk), acting(request)
    form = CloneForm(typed(request), initial=CloneForm.initial_of(source))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.clone(source, **form.cleaned_data, by=actor, at=timezone.now())
        except Refused as reason:
            form.add_error("slug", str(reason))
            status = 409
        else:
            return _made(request, made, _("Salinan “%s” dibuat. Salinan ini masih dapat diubah."))
    return render(request, "pillars/clone.html", {"form": form, "instrument": source}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A corrected instrument beside the frozen one; the cycles that use this one keep it."""
    source, actor = instrument_of(request, pk), acting(request)
    form = VersionForm(typed(request))
    status = 422 if form.is_bound else 200
    if refusal := what_forbids_new_version(source):
        status = 409
    elif form.is_bound and form.is_valid():
        try:
            made = actions.new_version(source, reason=form.cleaned_data["reason"], by=actor, at=timezone.now())
        except Refused as reason:
            refusal, status = str(reason), 409
        else:
            return _made(request, made, _("“%s” dibuat. Versi ini dapat diubah sampai dipakai sebuah siklus."))
    context = {"form": form, "instrument": source, "refusal": refusal, "usage": queries.usage_of(source)}
    return render(request, "pillars/new_version.html", context, status=status)


def _made(request: HttpRequest, made: Instrument, sentence: str) -> HttpResponse:
    messages.success(request, sentence % made)
    return redirect("pillars:detail", pk=made.pk)
