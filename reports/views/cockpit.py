"""How a running cycle goes: who has handed in, who is late, when the rest will be finished, what is most at risk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.rules import secretariat
from pillars.models import Cohort
from reports import forecast
from reports.queries import cockpit as queries
from reports.queries.cockpit import Line
from reports.risks import MOST, Risk, risks_of
from submissions.models import Cycle
from submissions.queries import windows_of
from submissions.queries.cycles import window_lines

A_PAGE = 50
SHOWN: dict[str, tuple[Any, Callable[[Line], bool]]] = {
    "serah": (_("Sudah menyerahkan"), lambda line: line.is_handed_in),
    "mengisi": (_("Belum menyerahkan"), lambda line: not line.is_handed_in and not line.is_absent),
    "terlambat": (_("Terlambat"), lambda line: line.is_late),
    "panel": (_("Panel belum selesai"), lambda line: not line.is_absent and not line.panel.is_complete),
    "absen": (_("Tidak ikut serta"), lambda line: line.is_absent),
}
SORTS: dict[str, tuple[Any, Callable[[Line], Any]]] = {
    "kode": (_("Kode daerah"), lambda line: line.submission.regency_id),
    "kemajuan": (_("Kemajuan isian, paling sedikit dahulu"), lambda line: line.complete),
    "selesai": (_("Perkiraan isian, paling akhir dahulu"), lambda line: -line.finish.timestamp() if line.finish else 0),
}


def secretary(request: HttpRequest) -> None:
    """These pages do not exist for anybody but the secretariat."""
    if secretariat(request.user) is None:
        raise Http404


@dataclass(frozen=True)
class Choice:
    """What the page is narrowed by."""

    shown: str
    cohort: str
    search: str
    sort: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.shown or self.cohort or self.search)

    def takes(self, line: Line) -> bool:
        regency = line.submission.regency
        return (
            (not self.shown or SHOWN[self.shown][1](line))
            and (not self.cohort or line.submission.cohort == self.cohort)
            and (self.search.lower() in regency.name.lower() or regency.pk.startswith(self.search))
        )


def choice_of(request: HttpRequest) -> Choice:
    shown, cohort = request.GET.get("tampil", ""), request.GET.get("kohort", "")
    sort = request.GET.get("urut", "kode")
    if (shown and shown not in SHOWN) or (cohort and cohort not in Cohort.values) or sort not in SORTS:
        raise Http404
    return Choice(shown, cohort, request.GET.get("cari", "").strip()[:80], sort)


@login_required
@require_safe
def cockpit(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """A page of the regions, with the whole cycle in numbers and the ten gravest risks above."""
    secretary(request)
    cycle, choice, now = get_object_or_404(Cycle, pk=cycle_id), choice_of(request), timezone.now()
    windows = windows_of(cycle)
    lines = queries.lines_of(cycle, windows, now)
    risks = risks_of(cycle, lines)
    found = sorted(filter(choice.takes, lines), key=SORTS[choice.sort][1])
    pages = Paginator(found, A_PAGE)
    page = pages.get_page(request.GET.get("hal"))
    extensions, late = queries.own_windows_open(cycle, now)
    context = {
        "cycle": cycle,
        "totals": queries.totals_of(lines),
        "risks": risks[:MOST],
        "risk_count": len(risks),
        "windows": [line for line in window_lines(windows.values(), now) if line.window],
        "extensions": extensions,
        "late": late,
        "page": page,
        "numbers": pages.get_elided_page_range(page.number),
        "rows": [(line, _texts(risks, line)) for line in page],
        "choice": choice,
        "all_shown": [(value, label) for value, (label, _takes) in SHOWN.items()],
        "all_sorts": [(value, label) for value, (label, _key) in SORTS.items()],
        "all_cohorts": Cohort.choices,
        "least_done": forecast.LEAST_DONE,
        "least_days": forecast.LEAST_TIME.days,
        "may_extend": cycle.state == Cycle.State.SELF_ASSESSMENT,
    }
    return render(request, "reports/cockpit.html", context)


def _texts(risks: list[Risk], line: Line) -> list[str]:
    """Everything that endangers this region, as sentences."""
    return [reason.text for risk in risks if risk.line is line for reason in risk.reasons]
