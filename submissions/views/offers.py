"""Taking over an answer that the portal counted: first shown as it will stand, then taken by a button."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from submissions import words
from submissions.actions import answers
from submissions.forms.answers import LONGEST_TEXT, draft_of
from submissions.models import Answer
from submissions.queries.offers import Offer, offers_for
from submissions.views.door import frame, question, visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    here = visit(request, pk)
    indicator, place = question(here, indicator_pk)
    found = offers_for(here.submission, [indicator]).get(indicator.pk)
    if found is None:
        raise Http404
    if here.writer is None or not here.may_answer(place):
        raise PermissionDenied
    answer = Answer.objects.filter(submission=here.submission, indicator=indicator).first()
    draft, status, refusal = _with(found, answer), 200, here.closed
    back = f"{reverse('submissions:section', args=[pk, place.section])}#q-{indicator.order}"
    if request.method == "POST":
        try:
            version = _version(request)
            answers.save(
                here.submission, indicator, draft, version=version, by=here.writer, at=here.at, source=found.source
            )
        except Refused as reason:
            status, refusal = 409, str(reason)
        else:
            messages.success(request, _("Nomor %s diisi dari hitungan portal.") % indicator.order)
            return redirect(back)
    context = {
        "indicator": indicator,
        "offer": found,
        "answer": answer,
        "now": words.answer(answer, indicator),
        "then": words.answer(_shown(draft), indicator),
        "narrative": draft.narrative,
        "version": answer.version if answer else 0,
        "refusal": refusal,
        "back": back,
    }
    return render(request, "submissions/offer.html", context | frame(here), status=status)


def _with(found: Offer, answer: Answer | None) -> answers.Draft:
    """The answer with the number, the list put under what was written already. Too long a text keeps its own words."""
    known = draft_of(answer) if answer else answers.Draft()
    text = known.narrative
    if found.narrative not in text:
        text = f"{text}\n\n{found.narrative}".strip()
    if len(text) > LONGEST_TEXT:
        text = known.narrative or f"{text[: LONGEST_TEXT - 2]} …"
    return replace(known, number=found.number, narrative=text, not_applicable=False, not_applicable_reason="")


def _shown(draft: answers.Draft) -> Answer:
    return Answer(**draft.as_fields())


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not text.isdigit():
        raise Refused(_("Jawaban ini tidak ditemukan lagi. Muat ulang halaman."))
    return int(text)
