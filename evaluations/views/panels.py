"""Panels of a cycle, for the secretariat: who sits where, how far, and changing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Actor, User
from common.spreadsheet import TableError
from common.steps import Refused
from evaluations import queries, seating_words
from evaluations.actions import panels as actions
from evaluations.actions.replacement import replace
from evaluations.forms import read_orders
from evaluations.models import LIVE, Seat
from evaluations.queries.panels import panels_in
from evaluations.queries.seating import places_to_fill
from evaluations.rules import seats_panels
from pillars.models import Cohort
from submissions.models import Cycle, Submission

A_PAGE = 50


def secretary(request: HttpRequest) -> Actor:
    """These pages do not exist for anybody but the secretariat."""
    by = seats_panels(request.user)
    if by is None:
        raise Http404
    return by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panels(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """All panels of a cycle. A POST with a pasted list of region codes and e-mail addresses shows what would be done
    (`preview`), and does it without."""
    by = secretary(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    if request.method != "POST":
        return _panels_page(request, cycle)
    is_preview = "preview" in request.POST
    try:
        orders = read_orders(request.POST.get("list", ""))
        seated = actions.fill(cycle, orders, by=by, at=timezone.now(), dry_run=is_preview)
    except TableError as faults:
        return _panels_page(request, cycle, errors=faults.errors, status=422)
    if is_preview:
        return _panels_page(request, cycle, preview=seated)
    done = ngettext("%(count)d asesor ditempatkan.", "%(count)d asesor ditempatkan.", len(seated))
    messages.success(request, done % {"count": len(seated)})
    return redirect("evaluations:panels", cycle.pk)


def _panels_page(
    request: HttpRequest,
    cycle: Cycle,
    *,
    errors: list[tuple[int, str]] | None = None,
    preview: list[Seat] | None = None,
    status: int = 200,
) -> HttpResponse:
    cohort = request.GET.get("kohort", "")
    if cohort and cohort not in Cohort.values:
        raise Http404
    incomplete = request.GET.get("keadaan") == "belum"
    pages = Paginator(panels_in(cycle, cohort=cohort, incomplete=incomplete), A_PAGE)
    page = pages.get_page(request.GET.get("hal"))
    rows = queries.panels_of(list(page.object_list))
    context = {
        "cycle": cycle,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": rows,
        "places": range(1, max((len(row.lines) for row in rows), default=0) + 1),
        "cohorts": Cohort.choices,
        "cohort": cohort,
        "incomplete": incomplete,
        "errors": errors or [],
        "preview": preview or [],
        "to_fill": places_to_fill(cycle),
        "typed": request.POST.get("list", ""),
        "may_change": cycle.state not in (Cycle.State.PLENARY, Cycle.State.ANNOUNCED),
    }
    return render(request, "evaluations/panels.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """One region's panel. A POST names what to do: `seat` a person, `unseat` or `reopen` a seat with a reason."""
    by = secretary(request)
    rows = Submission.objects.exclude(state=Submission.State.ARCHIVED)
    submission = get_object_or_404(rows.select_related("cycle", "regency__province", "instrument"), pk=submission_id)
    if request.method != "POST":
        return _panel_page(request, submission)
    try:
        done = _change(request, submission, by)
    except Refused as reason:
        return _panel_page(request, submission, refused=str(reason), status=409)
    messages.success(request, done)
    return redirect("evaluations:panel", submission.pk)


def _change(request: HttpRequest, submission: Submission, by: Actor) -> str:
    """Do what the form says and tell it in a sentence."""
    verb, now = request.POST.get("do", ""), timezone.now()
    if verb == "seat":
        person = get_object_or_404(User, pk=_uuid(request, "assessor"))
        actions.seat(submission, person, by=by, at=now)
        return _("%(name)s ditempatkan pada panel ini.") % {"name": person.name}
    seat = get_object_or_404(Seat.objects.select_related("assessor"), pk=_uuid(request, "kursi"), submission=submission)
    reason = request.POST.get("reason", "")
    if verb == "unseat":
        actions.unseat(seat, by=by, at=now, reason=reason)
        return _("Kursi %(name)s dikosongkan.") % {"name": seat.assessor.name}
    if verb == "chair":
        actions.make_chair(seat, by=by, at=now)
        return _("%(name)s menjadi ketua panel ini.") % {"name": seat.assessor.name}
    if verb == "replace":
        person = get_object_or_404(User, pk=_uuid(request, "assessor"))
        replace(seat, person, hand_over="hand_over" in request.POST, by=by, at=now, reason=reason)
        words = {"old": seat.assessor.name, "new": person.name}
        return _("%(new)s diundang menggantikan %(old)s.") % words
    if verb == "reopen":
        actions.reopen(seat, by=by, at=now, reason=reason)
        return _("Penilaian %(name)s dibuka kembali.") % {"name": seat.assessor.name}
    raise Http404


def _lacks_chair(submission: Submission, lines: Sequence[queries.SeatLine]) -> bool:
    """In its plenary a panel that lost its chair, or never had one, still gets one."""
    chaired = any(line.seat and line.seat.is_chair for line in lines)
    return submission.cycle.state == Cycle.State.PLENARY and not chaired


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def _panel_page(request: HttpRequest, submission: Submission, *, refused: str = "", status: int = 200) -> HttpResponse:
    lines = queries.seat_lines(submission)
    topics = seating_words.topic_names()
    ended = Seat.objects.filter(submission=submission).exclude(state__in=LIVE).select_related("assessor")
    may_change = submission.cycle.state not in (Cycle.State.PLENARY, Cycle.State.ANNOUNCED)
    found = queries.candidates_for(submission) if may_change else []
    candidates = [(row, seating_words.about(row, topics)) for row in found]
    context: dict[str, Any] = {
        "submission": submission,
        "cycle": submission.cycle,
        "regency": submission.regency,
        "lines": lines,
        "may_change": may_change and submission.state != Submission.State.ABSENT,
        "may_name_chair": may_change or _lacks_chair(submission, lines),
        "may_reopen": submission.cycle.state == Cycle.State.ASSESSMENT,
        "has_room": any(line.seat is None for line in lines),
        "candidates": candidates,
        "free": [candidate for candidate, _words in candidates if candidate.is_free],
        "ended": ended,
        "refused": refused,
        "typed": {"seat": request.POST.get("kursi", ""), "reason": request.POST.get("reason", "")},
    }
    return render(request, "evaluations/panel.html", context, status=status)
