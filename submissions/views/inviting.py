"""Who takes part: an instrument for each cohort, then the regions, ticked or listed by their codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.spreadsheet import TableError
from common.steps import Refused
from pillars.models import Cohort
from regencies.models import Regency
from regencies.queries import regencies_by_province
from submissions.actions import cycles as cycle_actions
from submissions.actions import submissions as actions
from submissions.forms.cycles import read_codes
from submissions.models import Cycle, Submission
from submissions.queries import cycles as queries
from submissions.views.office import acting, cycle_of

MOST_NAMED = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which instrument a cohort is measured with; an empty choice leaves the cohort out. Only in a draft."""
    by, one = acting(request), cycle_of(pk)
    kind = request.POST.get("cohort", "")
    refused, status = "", 200
    if one.state != Cycle.State.DRAFT:
        refused, status = _("Siklus ini sudah dibuka; kohortnya tidak dapat diubah lagi."), 409
    elif request.method == "POST":
        if kind not in Cohort.values:
            raise Http404
        try:
            _set_cohort(one, kind, request.POST.get("instrument", ""), by)
        except Refused as reason:
            refused, status = str(reason), 409
        else:
            messages.success(request, _("Instrumen kohort tersimpan."))
            return redirect("submissions:cycle_cohort", pk)
    context = {
        "cycle": one,
        "lines": queries.cohort_lines(one),
        "refused": refused,
        "refused_cohort": kind if refused else "",
        "typed": request.POST.get("instrument", ""),
        "may_change": one.state == Cycle.State.DRAFT,
    }
    return render(request, "submissions/cycles/cohort.html", context, status=status)


def _set_cohort(one: Cycle, kind: str, choice: str, by: Actor) -> None:
    """Raises `Http404` for an instrument that is not among the choices of this cohort."""
    if not choice:
        cycle_actions.unset_cohort(one, cohort=kind, by=by, at=timezone.now())
        return
    line = next(row for row in queries.cohort_lines(one) if row.cohort == kind)
    instrument = next((row for row in line.choices if str(row.pk) == choice), None)
    if instrument is None:
        raise Http404
    cycle_actions.set_cohort(one, cohort=kind, instrument=instrument, by=by, at=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite regions into a cohort, by ticks or by a list of codes; `?batal=` asks whether to take one back."""
    by, one = acting(request), cycle_of(pk)
    if request.method != "POST":
        if "batal" in request.GET:
            return _withdrawal_page(request, _invited(one, request.GET["batal"]))
        return _page(request, one)
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, _invited(one, request.POST.get("submission", "")), by)
    if request.POST.get("cohort") not in Cohort.values:
        return _page(request, one, wrong={"cohort": _("Pilih kohort.")}, status=422)
    if request.POST.get("do") != "codes" and "regency" not in request.POST:
        return _page(request, one, wrong={"regency": _("Centang paling sedikit satu daerah.")}, status=422)
    try:
        chosen = _chosen(request)
    except TableError as faults:
        return _page(request, one, errors=faults.errors, status=422)
    known = set(Submission.objects.filter(cycle=one, regency__in=chosen).values_list("regency_id", flat=True))
    try:
        made = actions.invite(one, chosen, cohort=request.POST["cohort"], by=by, at=timezone.now())
    except Refused as reason:
        return _page(request, one, refused=str(reason), status=409)
    _tell(request, made, [row for row in chosen if row.pk in known])
    return redirect("submissions:cycle", pk)


def _chosen(request: HttpRequest) -> list[Regency]:
    """Regions of whichever form was sent. Raises `TableError`."""
    if request.POST.get("do") == "codes":
        return read_codes(request.POST.get("codes", ""))
    return read_codes("\n".join(request.POST.getlist("regency")))


def _tell(request: HttpRequest, made: Sequence[Submission], known: Sequence[Regency]) -> None:
    if made:
        done = ngettext("%(count)d daerah diundang.", "%(count)d daerah diundang.", len(made))
        messages.success(request, done % {"count": len(made)})
    if known:
        names = ", ".join(row.name for row in known[:MOST_NAMED]) + (" …" if len(known) > MOST_NAMED else "")
        text = ngettext(
            "%(count)d daerah sudah diundang sebelumnya dan dibiarkan seperti adanya: %(names)s.",
            "%(count)d daerah sudah diundang sebelumnya dan dibiarkan seperti adanya: %(names)s.",
            len(known),
        )
        messages.info(request, text % {"count": len(known), "names": names})


def _invited(one: Cycle, key: str) -> Submission:
    """An invitation of this cycle, or `Http404`."""
    try:
        pk = UUID(key)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Submission.objects.select_related("cycle", "regency"), pk=pk, cycle=one)


def _withdraw(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    try:
        actions.withdraw(submission, by=by, at=timezone.now())
    except Refused as reason:
        return _withdrawal_page(request, submission, refused=str(reason), status=409)
    messages.success(request, _("Undangan %(name)s dibatalkan.") % {"name": submission.regency.name})
    return redirect("submissions:cycle", submission.cycle_id)


def _withdrawal_page(
    request: HttpRequest, submission: Submission, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "cycle": submission.cycle,
        "submission": submission,
        "refused": refused,
        "may": submission.cycle.state == Cycle.State.DRAFT,
    }
    return render(request, "submissions/cycles/withdraw.html", context, status=status)


def _page(
    request: HttpRequest,
    one: Cycle,
    *,
    errors: Sequence[tuple[int, str]] = (),
    wrong: dict[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    may_invite = one.state in actions.STILL_INVITING
    if not may_invite and not refused:
        refused, status = _("Daerah hanya dapat diundang sebelum masa pengisian berakhir."), 409
    lines = [row for row in queries.cohort_lines(one) if row.instrument]
    context: dict[str, Any] = {
        "cycle": one,
        "lines": lines,
        "provinces": _provinces(one, set(request.POST.getlist("regency"))) if lines and may_invite else [],
        "errors": errors,
        "wrong": wrong or {},
        "refused": refused,
        "may_invite": may_invite,
        "sent": request.POST.get("do", ""),
        "cohort": request.POST.get("cohort", request.GET.get("kohort", "")),
        "codes": request.POST.get("codes", ""),
    }
    return render(request, "submissions/cycles/invite.html", context, status=status)


def _provinces(one: Cycle, ticked: set[str]) -> list[dict[str, Any]]:
    """Provinces with their regions: which are invited already, which are ticked. Two queries."""
    rows = Submission.objects.filter(cycle=one).order_by()
    invited = {row.regency_id: row.get_cohort_display() for row in rows.only("regency_id", "cohort")}
    return [
        {
            "province": province,
            "regencies": [(row, invited.get(row.pk, ""), row.pk in ticked) for row in regencies],
            "invited": sum(row.pk in invited for row in regencies),
            "is_open": any(row.pk in ticked for row in regencies),
        }
        for province, regencies in regencies_by_province()
    ]
