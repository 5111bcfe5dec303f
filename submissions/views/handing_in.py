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
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from common.clock import sentence
from common.printable import printable
from common.steps import Refused, available
from submissions import rules
from submissions.actions import excuses, submissions
from submissions.queries.checks import findings_of
from submissions.queries.receipts import receipts_of
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
    """What the checks found; for the head of office the confirmation once no gap is left and every warning has a reason."""
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
    return redirect("submissions:receipt", pk, receipts_of(done)[0].number)


def _hand_in_page(
    request: HttpRequest, here: Visit, *, refused: str = "", status: int = 200, **typed: Any
) -> HttpResponse:
    found = findings_of(here.submission)
    context = frame(here) | {
        "total": len(found.questions),
        "found": found,
        "may_hand_in": rules.hands_in(request.user, here.submission) is not None,
        "may_excuse": rules.excuses(request.user, here.submission) is not None and not here.closed,
        "longest": LONGEST_REASON,
        "refused": refused,
        **typed,
    }
    return render(request, "submissions/hand_in.html", context, status=status)


@login_required
@require_POST
def excuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one reason to the ticked warnings, or to all that have none. What was typed stays on the page."""
    here = visit(request, pk)
    by = rules.excuses(request.user, here.submission)
    if by is None:
        raise PermissionDenied
    reason = printable(request.POST.get("reason", ""))
    chosen = request.POST.getlist("warning")
    keys = None if "all" in request.POST else set(chosen)
    typed: dict[str, Any] = {"reason": reason, "chosen": chosen}
    error = _reason_error(reason) or ("" if keys is None or keys else _("Pilih peringatannya dahulu."))
    if error:
        return _hand_in_page(request, here, status=422, error=error, **typed)
    try:
        given = excuses.excuse(here.submission, keys, reason=reason, by=by, at=here.at)
    except Refused as why:
        return _hand_in_page(request, here, refused=str(why), status=409, **typed)
    words = ngettext("%(count)d peringatan diberi alasan.", "%(count)d peringatan diberi alasan.", len(given))
    messages.success(request, words % {"count": len(given)})
    return redirect("submissions:hand_in", pk)


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
