"""The Quick Wins of a region across the years, and the story of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rules import secretariat
from common.steps import available
from quickwins import queries
from quickwins.models import QuickWin
from quickwins.rules import chooses, decides_in, edits, reads_drafts, writes
from quickwins.views.door import regency_of
from quickwins.workflow import ACCEPTED, CARRIED, SENT, YEAR_STEPS
from regencies.models import Regency
from regencies.queries import counted
from regencies.rules import memberships


@login_required
@require_safe
def quick_wins(request: HttpRequest) -> HttpResponse:
    """The own regions' Quick Wins by pillar. Secretariat and assessors first choose a region (`?daerah=64.01`)."""
    if code := request.GET.get("daerah", ""):
        return _list_page(request, [regency_of(request, code)])
    if chooses(request.user):
        regions = counted(QuickWin.objects.visible_to(request.user))
        if regions or secretariat(request.user):
            return render(request, "quickwins/regions.html", {"regions": regions})
    own = {row.regency_id: row.regency for row in memberships(request.user)}
    return _list_page(request, list(own.values()))


def _list_page(request: HttpRequest, regencies: list[Regency]) -> HttpResponse:
    rows = queries.with_years(QuickWin.objects.visible_to(request.user).filter(regency__in=regencies))
    waiting = queries.sent_reports([one.pk for one in regencies if decides_in(request.user, one.pk)])
    shelves = [
        (
            regency,
            queries.timeline([row for row in rows if row.regency_id == regency.pk]),
            edits(request.user, regency.pk),
            waiting.get(regency.pk, 0),
        )
        for regency in regencies
    ]
    context = {"shelves": shelves, "chosen": bool(regencies) and chooses(request.user)}
    return render(request, "quickwins/list.html", context)


@login_required
@require_safe
def quick_win(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = get_object_or_404(queries.with_story(QuickWin.objects.visible_to(request.user)), pk=pk)
    years = list(one.years.all())
    latest = years[-1] if years else None
    drafts = reads_drafts(request.user, one)
    profile, reports = _profile(one), list(one.reports.all())
    context = {
        "quick_win": one,
        "regency": one.regency,
        "years": years,
        "latest": latest,
        "profile": [(label, text) for label, text in profile if text],
        "unwritten": [label for label, text in profile if not text],
        "results": [
            (_("Output"), one.output),
            (_("Outcome"), one.outcome),
            (_("Dampak"), one.impact),
            (_("Keberlanjutan"), one.continuity),
        ],
        "risks": list(one.risks.all()),
        "heat_map": queries.heat_map(one.risks.all()),
        "obstacles": [row for row in reversed(reports) if row.obstacles and row.state in (SENT, ACCEPTED)],
        "photos": queries.photos_of(one, drafts=drafts).select_related("report"),
        "report_rows": queries.report_rows(
            one,
            [year.year for year in reversed(years)],
            reports,
            drafts=drafts,
            at=timezone.now(),
        ),
        "successors": list(one.successors.all()),
        "may_edit": edits(request.user, one.regency_id) is not None,
        "may_write": writes(request.user, one) is not None,
        "steps": available(YEAR_STEPS, latest.status) if latest else [],
        "next_year": latest.year + 1 if latest and latest.status in CARRIED else None,
    }
    return render(request, "quickwins/detail.html", context)


def _profile(one: QuickWin) -> list[tuple[str, str]]:
    return [
        (_("Isu strategis RPJMD"), one.strategic_issue),
        (_("Penerima manfaat"), one.beneficiaries),
        (_("Mitra"), one.partners),
        (_("Daya tarik dan keunikan"), one.appeal),
        (_("Sumber daya"), one.resources),
    ]
