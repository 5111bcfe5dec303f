"""Calibration, as the secretariat keeps it: building practices, who is done, and the spread without names."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.printable import printable
from common.steps import Refused, available
from evaluations.actions import practice as actions
from evaluations.calibration import LEAST_ROUNDS, Spread
from evaluations.forms import LONGEST_REASON, MARKS, NOT_APPLICABLE
from evaluations.models import Practice, PracticeQuestion
from evaluations.queries import practice as queries
from evaluations.rules import builds_practice
from evaluations.scoring import half_up
from evaluations.workflow import PRACTICE_STEPS
from pillars.models import Indicator
from submissions.models import Cycle

USUAL_COUNT = 12
LONGEST_TEXT = 4_000  # characters


def _building(request: HttpRequest) -> Actor:
    by = builds_practice(request.user)
    if by is None:
        raise Http404
    return by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calibration(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """The practices of a cycle. A POST builds one from a handed-in submission."""
    by = _building(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    choices, refused, status = queries.sources(cycle), "", 200
    if request.method == "POST":
        source = next((row for row in choices if str(row.pk) == request.POST.get("source", "")), None)
        title, count = printable(request.POST.get("title", ""))[:120], request.POST.get("count", "")
        if source is None or not count.isdecimal() or not 1 <= int(count) <= actions.MOST_QUESTIONS:
            refused, status = _("Pilih isian sumber dan jumlah pertanyaan dari 1 sampai 30."), 422
        else:
            try:
                made = actions.build(cycle, source, title=title, count=int(count), by=by, at=timezone.now())
                messages.success(request, _("%(title)s disusun. Tetapkan nilai acuannya.") % {"title": made.title})
                return redirect("evaluations:calibration_practice", made.pk)
            except Refused as reason:
                refused, status = str(reason), 409
    found = queries.practices_in(cycle)
    context = {
        "cycle": cycle,
        "lines": found,
        "sources": choices,
        "typed": request.POST,
        "usual": USUAL_COUNT,
        "most": actions.MOST_QUESTIONS,
        "may_build": len(found) < actions.MOST,
        "refused": refused,
    }
    return render(request, "evaluations/calibration.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One practice: its references while it is a draft, then who is done. A POST saves references or takes a step."""
    by = _building(request)
    row = get_object_or_404(Practice.objects.select_related("cycle", "instrument"), pk=pk)
    if request.method != "POST":
        return _page(request, row)
    name = request.POST.get("step", "")
    if name and name not in PRACTICE_STEPS:
        raise Http404
    try:
        if row.state == Practice.State.DRAFT:
            _save(request, row, by)
        if name:
            actions.step(row, name, by=by, at=timezone.now())
    except Refused as reason:
        return _page(request, row, refused=str(reason), status=409)
    messages.success(request, _("Latihan tersimpan."))
    return redirect("evaluations:calibration_practice", pk)


def _save(request: HttpRequest, row: Practice, by: Actor) -> None:
    """Every question whose fields were sent; what is no mark leaves the reference undecided."""
    for question in queries.questions_of(row):
        number = question.indicator.order
        mark = request.POST.get(f"a-{number}")
        if mark is None:
            continue
        actions.decide(
            question,
            reference=int(mark) if mark in MARKS else None,
            reference_na=mark == NOT_APPLICABLE,
            reason=printable(request.POST.get(f"b-{number}", ""))[:LONGEST_REASON],
            text=printable(request.POST.get(f"t-{number}", question.text))[:LONGEST_TEXT],
            narrative=printable(request.POST.get(f"x-{number}", question.narrative))[:LONGEST_TEXT],
            by=by,
            at=timezone.now(),
        )


def _page(request: HttpRequest, row: Practice, *, refused: str = "", status: int = 200) -> HttpResponse:
    questions = queries.questions_of(row)
    spreads = None if row.state == Practice.State.DRAFT else queries.spreads_of(row)
    people = queries.people_of(row)
    context = {
        "practice": row,
        "cycle": row.cycle,
        "questions": [_shown(question, (spreads or {}).get(question.pk)) for question in questions],
        "undecided": sum(not question.is_decided for question in questions),
        "is_draft": row.state == Practice.State.DRAFT,
        "steps": available(PRACTICE_STEPS, row.state),
        "people": people,
        "done": sum(at is not None for _name, at in people),
        "has_spread": spreads is not None,
        "least": LEAST_ROUNDS,
        "marks": MARKS,
        "longest": LONGEST_REASON,
        "refused": refused,
    }
    return render(request, "evaluations/calibration_practice.html", context, status=status)


def _shown(question: PracticeQuestion, spread: Spread | None) -> dict[str, object]:
    chosen = NOT_APPLICABLE if question.reference_na else "" if question.reference is None else str(question.reference)
    return {
        "row": question,
        "chosen": chosen,
        "is_text": question.indicator.answer_kind == Indicator.AnswerKind.TEXT,
        "spread": spread,
        "mean": None if spread is None or spread.mean is None else half_up(spread.mean),
    }
