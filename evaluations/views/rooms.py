"""The room of a plenary: the chair opens a question on everybody's screen; marks, notes and what came of the talk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor
from common.page_picture import DRAWN
from common.steps import Refused
from evaluations import words
from evaluations.actions import minutes, talks
from evaluations.forms import MARKS, NOT_APPLICABLE
from evaluations.models import Plenary, Seat
from evaluations.plenary_forms import Typed, read, read_decision, read_revision
from evaluations.queries.rooms import OpenItem, Room, room_of, version_of
from evaluations.rules import asked_seats, sits, visible_boards, visible_marks, visible_notes
from evaluations.views.lines import ICONS, FileLine
from submissions.models import Submission
from submissions.queries import windows_of
from submissions.queries.cases import AttachedFile

Work = Callable[[HttpRequest, Submission, Typed, Actor, datetime], str]


class Ended(Exception):
    """The own seat on this panel was taken away; `seat` says so on its page."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat


def shared_submission(request: HttpRequest, submission_id: UUID) -> Submission:
    """A submission whose board and plenary this person may open; 404 for others, `Ended` for who sat there once."""
    related = ("cycle", "regency__province", "instrument")
    found = visible_boards(request.user).select_related(*related).filter(pk=submission_id).first()
    if found is not None:
        return found
    ended = asked_seats(request.user).filter(submission=submission_id, state=Seat.State.WITHDRAWN)
    if (seat := ended.first()) is not None:
        raise Ended(seat)
    raise Http404


@login_required
@require_safe
def version(request: HttpRequest, submission_id: UUID) -> HttpResponseBase:
    """A few letters that change whenever a screen of this plenary should be drawn anew; asked every two seconds."""
    text = version_of(visible_boards(request.user).filter(pk=submission_id))
    if text is None:
        raise Http404
    answer = HttpResponse(text, content_type="text/plain", headers={"Cache-Control": "private, no-cache"})
    answer["ETag"] = etag = quote_etag(text)
    return get_conditional_response(request, etag=etag, response=answer) or answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """A POST names in `do` what happens: the chair leads, every member notes the own view."""
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
    form = _read(request, verb)
    if form.errors:
        return _page(request, submission, verb=verb, form=form, status=422)
    try:
        done = WORKS[verb](request, submission, form, by, timezone.now())
    except Refused as reason:
        return _page(request, submission, verb=verb, form=form, refused=str(reason), status=409)
    messages.success(request, done)
    return redirect("evaluations:room", submission.pk)


def _read(request: HttpRequest, verb: str) -> Typed:
    if verb == "decide":
        return read_decision(request.POST, done="done" in request.POST)
    return read_revision(request.POST) if verb == "revise" else read(request.POST, "text")


def _start(_request: HttpRequest, submission: Submission, _form: Typed, by: Actor, at: datetime) -> str:
    talks.start(submission, by=by, at=at)
    return _("Pleno dibuka.")


def _open(request: HttpRequest, submission: Submission, _form: Typed, by: Actor, at: datetime) -> str:
    item = talks.open_item(submission, _uuid(request, "question"), by=by, at=at)
    return _("Pertanyaan nomor %(number)d ada di layar semua anggota.") % {"number": item.indicator.order}


def _decide(request: HttpRequest, submission: Submission, form: Typed, by: Actor, at: datetime) -> str:
    decision = talks.Decision(form["outcome"], form.given, form["reason"])
    question, done = _uuid(request, "question"), "done" in request.POST
    item = talks.decide(submission, question, decision, seen=form.seen, done=done, by=by, at=at)
    if done:
        return _("Pembahasan nomor %(number)d selesai.") % {"number": item.indicator.order}
    return _("Hasil pembahasan nomor %(number)d tersimpan.") % {"number": item.indicator.order}


def _dissent(request: HttpRequest, submission: Submission, form: Typed, by: Actor, at: datetime) -> str:
    talks.dissent(submission, _uuid(request, "question"), form["text"], by=by, at=at)
    return _("Pendapat berbeda Anda tersimpan.")


def _revise(request: HttpRequest, submission: Submission, form: Typed, by: Actor, at: datetime) -> str:
    talks.revise(submission, _uuid(request, "question"), form.given, reason=form["reason"], by=by, at=at)
    return _("Nilai Anda diubah; nilai lama dan alasannya tercatat.")


def _attend(request: HttpRequest, submission: Submission, _form: Typed, by: Actor, at: datetime) -> str:
    seat = get_object_or_404(Seat.objects.select_related("assessor"), pk=_uuid(request, "seat"), submission=submission)
    is_present = request.POST.get("present") == "1"
    minutes.attend(submission, seat, is_present=is_present, by=by, at=at)
    return (_("%(name)s tercatat hadir.") if is_present else _("%(name)s tercatat tidak hadir.")) % {
        "name": seat.assessor.name
    }


WORKS: dict[str, Work] = {
    "start": _start,
    "open": _open,
    "decide": _decide,
    "dissent": _dissent,
    "revise": _revise,
    "attend": _attend,
}


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def frame(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """What the pages of one plenary have in common."""
    own = Seat.objects.filter(submission=submission, assessor=request.user.pk, state=Seat.State.HANDED_IN).first()
    now = timezone.now()
    return {
        "submission": submission,
        "cycle": submission.cycle,
        "regency": submission.regency,
        "replaces": submission.instrument.panel_value_replaces,
        "own": own,
        "leads": own is not None and own.is_chair,
        "closed": talks.why_closed(submission, windows_of(submission.cycle), now),
        "now": now,
        "version": version_of(Submission.objects.filter(pk=submission.pk)),
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
    found = room_of(submission, visible_marks(request.user), visible_notes(request.user))
    context = frame(request, submission) | {
        "room": found,
        "refused": refused,
        "verb": verb,
        "posted": request.POST.get("question", ""),
        "errors": form.errors if form else {},
    }
    talking = found.plenary is not None and found.plenary.state == Plenary.State.TALKING and not context["closed"]
    context["talking"] = talking
    context["marks"] = [*((value, value) for value in MARKS), (NOT_APPLICABLE, _("Tidak berlaku"))]
    context |= _opened(found, submission, context["own"], context["posted"], verb, form)
    context["kept"] = _kept(context, form) if refused else ""
    return render(request, "evaluations/room.html", context, status=status)


def _opened(
    found: Room, submission: Submission, own: Seat | None, posted: str, verb: str, form: Typed | None
) -> dict[str, Any]:
    """The open question as it is drawn, with what stands in its fields: what was typed, else what is kept."""
    shown = found.open
    if shown is None:
        return {}
    case = shown.case
    mine = form if form is not None and posted == str(shown.item.indicator_id) else None
    stored = {
        "outcome": shown.item.outcome,
        "value": _value(shown),
        "reason": shown.value.reason if shown.value else "",
        "text": next((row.text for row in shown.dissents if own and row.seat_id == own.pk), ""),
    }
    return {
        "answer": words.answer(case.answer, case.indicator),
        "last_year": words.answer(case.last_year, case.last_year.indicator) if case.last_year else "",
        "files": [_file(file, own, submission) for file in case.files],
        "decision": mine.texts if mine and verb == "decide" else stored,
        "revision": mine.texts if mine and verb == "revise" else {"value": "", "reason": ""},
        "dissent": mine.texts if mine and verb == "dissent" else stored,
    }


def _value(shown: OpenItem) -> str:
    if shown.value is None:
        return ""
    return NOT_APPLICABLE if shown.value.not_applicable else str(shown.value.value)


def _kept(context: dict[str, Any], form: Typed | None) -> str:
    """What was typed, for a page that has no field any more to hold it."""
    shown = context["room"].open
    if form is None or (context["talking"] and shown and context["posted"] == str(shown.item.indicator_id)):
        return ""
    return "\n\n".join(text for name in ("outcome", "reason", "text") if (text := form[name].strip()))


def _file(file: AttachedFile, own: Seat | None, submission: Submission) -> FileLine:
    """A file of the region's answer; members open it from their seat, the secretariat from the submission."""
    room, key = ("evaluations", own.pk) if own else ("submissions", submission.pk)
    return FileLine(
        file.name,
        reverse(f"{room}:evidence", args=[key, file.pk]),
        ICONS.get(file.kind, "file"),
        f"{file.kind.upper()} · {filesizeformat(file.size)}",
        file.is_late,
        reverse(f"{room}:evidence_preview", args=[key, file.pk]) if file.kind in DRAWN else "",
    )
