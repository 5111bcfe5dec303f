"""Changes to an instrument that no cycle uses yet."""

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
from pillars.forms import LevelsForm, ReplaceForm, WeightFields, WordingForm
from pillars.rows import Unfit
from pillars.rules import what_forbids_change, what_forbids_level_texts
from pillars.views.door import acting, indicator_of, instrument_of, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest, pk: UUID) -> HttpResponse:
    instrument, actor = instrument_of(request, pk), acting(request)
    form = WeightFields(typed(request), initial=WeightFields.initial_of(instrument))
    refusal = what_forbids_change(instrument)
    if form.is_bound and not refusal and form.is_valid():
        try:
            actions.change_weights(instrument, form.typed(), by=actor, at=timezone.now())
        except Unfit as unfit:
            form.tell(unfit.faults)
        except Refused as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("Bobot tersimpan."))
            return redirect("pillars:detail", pk=pk)
    context = {"form": form, "instrument": instrument, "refusal": refusal}
    return render(request, "pillars/weights.html", context, status=status_of(refusal, form.is_bound))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Exchange all questions for those of a file: told beforehand what that takes away."""
    instrument, actor = instrument_of(request, pk), acting(request)
    form = ReplaceForm(request.POST, request.FILES) if request.method == "POST" else ReplaceForm()
    refusal = what_forbids_change(instrument)
    if form.is_bound and not refusal and form.is_valid():
        try:
            rows = form.cleaned_data["questions"]
            actions.replace_questions(instrument, rows, by=actor, at=timezone.now())
        except Unfit as unfit:
            form.tell(unfit)
        except Refused as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("Pertanyaan diganti dengan %d pertanyaan dari berkas.") % len(rows))
            return redirect("pillars:detail", pk=pk)
    context = {
        "form": form,
        "instrument": instrument,
        "refusal": refusal,
        "asked": instrument.indicators.count(),
        "described": instrument.indicators.filter(level_texts__isnull=False).distinct().count(),
    }
    return render(request, "pillars/questions.html", context, status=status_of(refusal, form.is_bound))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    indicator, actor = indicator_of(request, pk, indicator_pk), acting(request)
    asked = str(indicator)  # before the form writes into the row
    form = WordingForm(typed(request), instance=indicator)
    refusal = what_forbids_change(indicator.instrument)
    if form.is_bound and not refusal and form.is_valid():
        try:
            actions.change_wording(indicator, form.wording(), by=actor, at=timezone.now())
        except Refused as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("Pertanyaan nomor %d tersimpan.") % indicator.order)
            return to_question(indicator.instrument_id, indicator.pk)
    context = {
        "form": form,
        "instrument": indicator.instrument,
        "indicator": indicator,
        "asked": asked,
        "refusal": refusal,
    }
    return render(request, "pillars/wording.html", context, status=status_of(refusal, form.is_bound))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def levels(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """What the levels of a question mean; one may go on to the next question after saving."""
    indicator, actor = indicator_of(request, pk, indicator_pk), acting(request)
    form = LevelsForm(typed(request), initial=LevelsForm.initial_of(indicator))
    refusal = what_forbids_level_texts(indicator.instrument)
    following = queries.next_indicator(indicator)
    if form.is_bound and not refusal and form.is_valid():
        try:
            actions.change_level_texts(indicator, form.texts(), by=actor, at=timezone.now())
        except Refused as reason:
            refusal = str(reason)
        else:
            messages.success(request, _("Uraian tingkat nomor %d tersimpan.") % indicator.order)
            if "next" in request.POST and following is not None:
                return redirect("pillars:levels", pk=pk, indicator_pk=following.pk)
            return to_question(indicator.instrument_id, indicator.pk)
    context = {
        "form": form,
        "instrument": indicator.instrument,
        "indicator": indicator,
        "following": following,
        "asked": indicator.instrument.indicators.count(),
        "refusal": refusal,
    }
    return render(request, "pillars/levels.html", context, status=status_of(refusal, form.is_bound))


def status_of(refusal: str, sent: bool) -> int:
    """409 where the instrument stands in the way, 422 where what was typed does not fit."""
    return 409 if refusal else 422 if sent else 200


def to_question(pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """Back to the instrument, where the question stands."""
    answer = redirect("pillars:detail", pk=pk)
    answer["Location"] += f"#q-{indicator_pk}"
    return answer
