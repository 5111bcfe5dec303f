"""Practice before a cycle, as an assessor does it: the rows of the desk, the own marks, and feedback afterwards."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor, User
from common.steps import Refused
from evaluations.actions import practice as actions
from evaluations.forms import MarksForm, read_marks
from evaluations.models import Practice, PracticeRound
from evaluations.queries import practice as queries
from evaluations.rules import practises, visible_practices
from evaluations.scoring import half_up
from evaluations.views import lines


def _practising(request: HttpRequest) -> tuple[Actor, User]:
    """The person as assessor. Raises `Http404` for everybody else."""
    by = practises(request.user)
    if by is None or by.user is None:
        raise Http404
    return by, by.user


@login_required
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """Practices that are open or done, with how far the own ones are."""
    _by, user = _practising(request)
    rows = list(visible_practices(request.user).select_related("cycle").order_by("-cycle__year", "number"))
    own = {row.practice_id: row for row in PracticeRound.objects.filter(practice__in=rows, assessor=user)}
    return render(request, "evaluations/practices.html", {"rows": [(row, own.get(row.pk)) for row in rows]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One practice. A POST saves the own marks, and with `hand_in` finishes them; afterwards it shows the feedback."""
    by, user = _practising(request)
    row = get_object_or_404(visible_practices(request.user).select_related("cycle", "instrument"), pk=pk)
    if request.method != "POST":
        return _page(request, row, user)
    questions = {str(one.indicator.order): one for one in queries.questions_of(row)}
    form = read_marks(request.POST, questions)
    try:
        given = {questions[key]: mark for key, mark in form.given.items()}
        actions.save(row, given, by=by, at=timezone.now())
        if form.errors:
            return _page(request, row, user, form=form, status=422)
        if "hand_in" in request.POST:
            actions.hand_in(row, by=by, at=timezone.now())
            messages.success(request, _("Latihan selesai. Umpan balik di bawah hanya Anda yang membaca."))
        else:
            messages.success(request, _("Nilai latihan tersimpan."))
    except Refused as reason:
        return _page(request, row, user, form=form, refused=str(reason), status=409)
    return redirect("evaluations:practice", row.pk)


def _page(
    request: HttpRequest,
    row: Practice,
    user: User,
    *,
    form: MarksForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    own = queries.round_of(row, user)
    if own is not None and own.handed_in_at is not None:
        return _feedback(request, row, own, refused=refused, status=status)
    cases = queries.cases_of(row, own)
    form = form or MarksForm()
    sheet = lines.Sheet(queries.practice_seat(row), False, typed=form.typed, errors=form.errors, is_practice=True)
    context = {
        "practice": row,
        "rows": [lines.row(case, sheet) for case in cases],
        "marked": sum(case.mark is not None for case in cases),
        "total": len(cases),
        "refused": refused,
        "has_errors": bool(form.errors),
    }
    return render(request, "evaluations/practice.html", context, status=status)


def _feedback(request: HttpRequest, row: Practice, own: PracticeRound, *, refused: str, status: int) -> HttpResponse:
    own.practice = row
    found, compared = queries.feedback_of(own)
    context = {
        "practice": row,
        "own": own,
        "lines": found,
        "compared": compared,
        "severity": None if compared.severity is None else half_up(compared.severity),
        "spread": None if compared.spread is None else half_up(compared.spread),
        "refused": refused,
    }
    return render(request, "evaluations/practice_feedback.html", context, status=status)
