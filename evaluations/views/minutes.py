"""The minutes of a plenary: read, signed, locked, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.steps import Refused
from evaluations.actions import minutes as actions
from evaluations.models import Attendance, Plenary
from evaluations.plenary_forms import Typed, read, read_signature
from evaluations.queries.minutes import minutes_of
from evaluations.rules import sits
from evaluations.views.rooms import Ended, frame, shared_submission
from submissions.models import Submission

Work = Callable[[Submission, Typed, Actor, datetime], str]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """A POST names in `do` what happens: the chair writes, hands round and closes; every member signs."""
    try:
        submission = shared_submission(request, submission_id)
    except Ended as ended:
        return redirect("evaluations:acceptance", ended.seat.pk)
    if request.method != "POST":
        return _page(request, submission)
    by, verb = sits(request.user, submission), request.POST.get("do", "")
    if by is None:
        raise PermissionDenied
    if verb not in WORKS:
        raise Http404
    form = read_signature(request.POST) if verb == "sign" else read(request.POST, "text", "guests")
    if form.errors:
        return _page(request, submission, verb=verb, form=form, status=422)
    try:
        done = WORKS[verb](submission, form, by, timezone.now())
    except Refused as reason:
        return _page(request, submission, verb=verb, form=form, refused=str(reason), status=409)
    messages.success(request, done)
    return redirect("evaluations:minutes", submission.pk)


def _write(submission: Submission, form: Typed, by: Actor, at: datetime) -> str:
    actions.write(submission, text=form["text"], guests=form["guests"], seen=form.seen, by=by, at=at)
    return _("Berita acara tersimpan.")


def _present(submission: Submission, _form: Typed, by: Actor, at: datetime) -> str:
    actions.present(submission, by=by, at=at)
    return _("Berita acara diedarkan untuk ditandatangani.")


def _resume(submission: Submission, _form: Typed, by: Actor, at: datetime) -> str:
    actions.resume(submission, by=by, at=at)
    return _("Pembahasan dilanjutkan; tanda tangan diulang sesudahnya.")


def _sign(submission: Submission, form: Typed, by: Actor, at: datetime) -> str:
    actions.sign(submission, assents=form["assents"] == "ya", text=form["text"], seen=form.seen, by=by, at=at)
    return _("Tanda tangan Anda tersimpan.")


def _close(submission: Submission, _form: Typed, by: Actor, at: datetime) -> str:
    actions.close(submission, by=by, at=at)
    return _("Berita acara ditutup dan terkunci.")


WORKS: dict[str, Work] = {
    "write": _write,
    "present": _present,
    "resume": _resume,
    "sign": _sign,
    "close": _close,
}


def _page(
    request: HttpRequest,
    submission: Submission,
    *,
    verb: str = "",
    form: Typed | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    found = minutes_of(submission)
    plenary = Plenary.objects.filter(submission=submission).first()
    if found is None or plenary is None:
        raise Http404
    context = frame(request, submission)
    own = context["own"]
    signed = own and Attendance.objects.filter(plenary=plenary, seat=own, signed_at__isnull=False).exists()
    typed = form if form is not None and verb == "write" else None
    runs = not context["closed"]
    context |= {
        "minutes": found,
        "plenary": plenary,
        "talking": runs and plenary.state == Plenary.State.TALKING,
        "signing": runs and plenary.state == Plenary.State.SIGNING,
        "may_sign": runs and plenary.state == Plenary.State.SIGNING and own is not None and not signed,
        "texts": typed.texts if typed else {"text": plenary.text, "guests": plenary.guests},
        "signature": form.texts if form is not None and verb == "sign" else {},
        "errors": form.errors if form else {},
        "verb": verb,
        "refused": refused,
    }
    gone = (verb == "write" and not context["talking"]) or (verb == "sign" and not context["may_sign"])
    context["kept"] = form["text"].strip() if form is not None and refused and gone else ""
    return render(request, "evaluations/minutes.html", context, status=status)
