"""Handing in officially, and the secretariat's steps on a submission."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common.clock import sentence
from common.printable import printable
from common.steps import Refused, available
from submissions import rules
from submissions.actions import submissions
from submissions.queries import answers_of, missing_of
from submissions.queries.desk import checklist
from submissions.queries.overview import indicators_seen
from submissions.views.door import Visit, frame, visit
from submissions.workflow import SUBMISSION_STEPS

LONGEST_REASON = 2_000  # characters

WILL_HAPPEN = {
    "send_back": gettext_lazy(
        "Daerah dapat mengubah jawaban dan data dukungnya lagi selama jendela isian terbuka, lalu penanggung jawabnya "
        "harus menyerahkannya kembali. Alasan Anda tampak bagi daerah."
    ),
    "absent": gettext_lazy(
        "Daerah ini tidak dinilai dan tidak masuk peringkat siklus ini. Jawaban yang sudah ada tetap tersimpan dan hanya "
        "dapat dibaca. Alasan Anda tampak bagi daerah."
    ),
    "readmit": gettext_lazy(
        "Daerah ini ikut serta kembali dan dapat mengisi selama jendela isian terbuka. Alasan Anda tampak bagi daerah."
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The checklist; for the head of office the confirmation once no gap is left."""
    here = visit(request, pk)
    if here.agencies is not None:
        raise PermissionDenied
    if request.method != "POST":
        return _hand_in_page(request, here)
    by = rules.hands_in(request.user, here.submission)
    if by is None:
        raise PermissionDenied
    try:
        done = submissions.hand_in(here.submission, by=by, at=here.at)
    except Refused as reason:
        return _hand_in_page(request, here, refused=str(reason), status=409)
    when = sentence(here.at, done.regency.timezone)
    words = {"region": done.regency, "when": when, "who": request.user}
    messages.success(request, _("Isian %(region)s diserahkan pada %(when)s oleh %(who)s.") % words)
    return redirect("submissions:detail", pk)


def _hand_in_page(request: HttpRequest, here: Visit, *, refused: str = "", status: int = 200) -> HttpResponse:
    overview = here.overview()
    rows = checklist(missing_of(indicators_seen(here.submission, overview), answers_of(here.submission)))
    context = frame(here) | {
        "overview": overview,
        "gaps": [row for row in rows if row.is_gap],
        "warnings": [row for row in rows if not row.is_gap],
        "may_hand_in": rules.hands_in(request.user, here.submission) is not None,
        "refused": refused,
    }
    return render(request, "submissions/hand_in.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """A step of the secretariat: what will happen, the reason, and then it is done."""
    here = visit(request, pk)
    if name not in WILL_HAPPEN:
        raise Http404
    by = rules.sends_back(request.user)
    if by is None:
        raise PermissionDenied
    if request.method != "POST":
        return _step_page(request, here, name)
    reason = printable(request.POST.get("reason", ""))
    if error := _reason_error(reason):
        return _step_page(request, here, name, reason=reason, error=error, status=422)
    try:
        submissions.step_back(here.submission, name, by=by, at=here.at, reason=reason)
    except Refused as why:
        return _step_page(request, here, name, reason=reason, refused=str(why), status=409)
    words = {"step": SUBMISSION_STEPS[name].label, "region": here.submission.regency}
    messages.success(request, _("%(region)s: %(step)s, selesai.") % words)
    return redirect("submissions:detail", pk)


def _reason_error(reason: str) -> str:
    if not reason.strip():
        return _("Tuliskan alasannya.")
    if len(reason) > LONGEST_REASON:
        return _("Paling panjang %(limit)d karakter.") % {"limit": LONGEST_REASON}
    return ""


def _step_page(request: HttpRequest, here: Visit, name: str, *, status: int = 200, **typed: Any) -> HttpResponse:
    possible = name in dict(available(SUBMISSION_STEPS, here.submission.state))
    context = frame(here) | {
        "step": SUBMISSION_STEPS[name],
        "name": name,
        "will_happen": WILL_HAPPEN[name],
        "possible": possible,
        "longest": LONGEST_REASON,
        **typed,
    }
    return render(request, "submissions/step.html", context, status=status)
