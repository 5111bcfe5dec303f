"""Single questions of an instrument that no cycle uses yet: one more, another place, one less."""

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
from pillars.actions import questions as actions
from pillars.forms.questions import NewQuestionForm, PlaceForm
from pillars.rules import what_forbids_change
from pillars.views.door import acting, indicator_of, instrument_of, typed
from pillars.views.editing import status_of, to_question


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new question; `sesudah` in the address proposes its place."""
    instrument, actor = instrument_of(request, pk), acting(request)
    form = NewQuestionForm(instrument, typed(request), after=request.GET.get("sesudah", ""))
    refusal = what_forbids_change(instrument)
    if form.is_bound and not refusal and form.is_valid():
        key, place = form.cleaned_data["key"], form.place
        try:
            row = actions.add(instrument, form.values(), key=key, place=place, by=actor, at=timezone.now())
        except Refused as reason:
            form.add_error("key", str(reason))
        else:
            messages.success(request, _("Pertanyaan nomor %d ditambahkan.") % row.order)
            return to_question(instrument.pk, row.pk)
    context = {"form": form, "instrument": instrument, "refusal": refusal}
    return render(request, "pillars/question_new.html", context, status=status_of(refusal, form.is_bound))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_place(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """Another number for a question; the others make room."""
    indicator, actor = indicator_of(request, pk, indicator_pk), acting(request)
    form = PlaceForm(typed(request), initial={"place": indicator.order}, most=indicator.instrument.indicators.count())
    refusal = what_forbids_change(indicator.instrument)
    if form.is_bound and not refusal and form.is_valid():
        try:
            row = actions.move(indicator, form.cleaned_data["place"], by=actor, at=timezone.now())
        except Refused as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("Pertanyaan itu sekarang nomor %d.") % row.order)
            return to_question(indicator.instrument_id, indicator.pk)
    context = {"form": form, "instrument": indicator.instrument, "indicator": indicator, "refusal": refusal}
    return render(request, "pillars/question_place.html", context, status=status_of(refusal, form.is_bound))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_remove(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """What goes with the question, then taking it out."""
    indicator, actor = indicator_of(request, pk, indicator_pk), acting(request)
    refusal = what_forbids_change(indicator.instrument)
    if request.method == "POST" and not refusal:
        try:
            actions.remove(indicator, by=actor, at=timezone.now())
        except Refused as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("Pertanyaan “%s” dihapus.") % indicator.label)
            return redirect("pillars:detail", pk=pk)
    same = indicator.instrument.indicators.filter(dimension=indicator.dimension)
    context = {
        "instrument": indicator.instrument,
        "indicator": indicator,
        "texts": indicator.level_texts.count(),
        "is_last_of_dimension": same.count() == 1,
        "refusal": refusal,
    }
    return render(request, "pillars/question_remove.html", context, status=409 if refusal else 200)
