"""Single answers of one pillar: looked through, kept or set aside with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from submissions.forms.handing_over import read_ids
from surveys.actions import responses as actions
from surveys.models import Response, SurveyPart
from surveys.queries import programmes_of, statements_of
from surveys.queries.rows import SHOWN, responses_of, rows_of, undecided
from surveys.views.door import Visit, frame, visit

PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def responses(request: HttpRequest, pk: UUID, pillar: str) -> HttpResponse:
    """Flagged answers first; a POST decides about the ticked ones."""
    here = visit(request, pk)
    part = here.part(pillar)
    if request.method != "POST":
        return _page(request, here, part)
    by = here.by
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")[:2000]
    try:
        if verdict not in Response.Verdict.values:
            raise Refused(_("Pilih keputusannya."))
        ticked = read_ids(request.POST.getlist("response"))
        chosen = list(part.responses.filter(pk__in=ticked).values_list("pk", flat=True))
        count = actions.decide(part.survey, chosen, verdict=verdict, reason=reason, by=by, at=here.at)
    except Refused as refused:
        return _page(request, here, part, refused=str(refused), status=422)
    done = ngettext("%(count)d jawaban diputuskan.", "%(count)d jawaban diputuskan.", count)
    messages.success(request, done % {"count": count})
    return redirect(f"{reverse('surveys:responses', args=[pk, pillar])}?tampil={_shown(request)}")


def _shown(request: HttpRequest) -> str:
    wanted = request.GET.get("tampil", SHOWN[0])
    return wanted if wanted in SHOWN else SHOWN[0]


def _page(request: HttpRequest, here: Visit, part: SurveyPart, *, refused: str = "", status: int = 200) -> HttpResponse:
    if here.survey is None:
        raise Http404
    shown = _shown(request)
    statements = [row for row in statements_of(here.submission.instrument) if row.pillar_id == part.pillar_id]
    found = responses_of(part, shown)
    pages = Paginator(undecided(found) if shown == "belum" else found, PAGE)
    page = pages.get_page(request.GET.get("hal"))
    names = {row.sub_pillar_id: str(row) for row in programmes_of(here.survey).get(part.pk, [])}
    rows = [(row, [names.get(key, key) for key in row.unknown_programmes]) for row in rows_of(list(page), statements)]
    labels = (_("Perlu diputuskan"), _("Ditandai"), _("Disisihkan"), _("Semua"))
    context = frame(here, part) | {
        "statements": statements,
        "rows": rows,
        "page": page,
        "numbers": list(pages.get_elided_page_range(page.number)),
        "tabs": [(name, label, name == shown) for name, label in zip(SHOWN, labels, strict=True)],
        "shown": shown,
        "ticked": set(request.POST.getlist("response")),
        "verdict": request.POST.get("verdict", ""),
        "verdicts": Response.Verdict.choices,
        "reason": request.POST.get("reason", ""),
        "refused": refused,
    }
    return render(request, "surveys/responses.html", context, status=status)
