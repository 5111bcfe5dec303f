"""An instrument before any cycle uses it: as its assessors will meet it, and what its weights would do to known results."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluations.forms import MARKS
from evaluations.queries.what_if import newest_announced
from pillars.models import Dimension
from pillars.queries import indicators_with_levels
from pillars.views.door import instrument_of
from pillars.views.preview import section_of


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One section, chosen by `bagian`, with the scale beside each question and nothing to send."""
    instrument = instrument_of(request, pk)
    sections, section = section_of(request, indicators_with_levels(instrument.pk))
    context = {"instrument": instrument, "sections": sections, "section": section, "marks": MARKS}
    return render(request, "evaluations/instrument_preview.html", context)


@login_required
@require_POST
def weights_effect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leads to the sandbox of the newest announced results of this cohort, with the weights as they were typed."""
    instrument = instrument_of(request, pk)
    typed = {name: request.POST.get(f"weight_{name}", "").strip() for name in Dimension.values}
    wanted = {name: text for name, text in typed.items() if text}
    cycle = newest_announced(instrument.cohort, set(wanted))
    if cycle is None:
        messages.error(request, _("Belum ada hasil kohort ini dengan dimensi yang sama, jadi tidak ada bandingannya."))
        return redirect("pillars:weights", pk=pk)
    query = {"kohort": instrument.cohort, **{f"bobot-{name}": text for name, text in wanted.items()}}
    return redirect(f"{reverse('evaluations:what_if', args=[cycle.pk])}?{urlencode(query)}")
