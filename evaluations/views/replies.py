"""One reply: written by the operator; an objection looked at again by assessors and decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor, Role
from common.printable import printable
from common.steps import Refused
from evaluations.actions import replies as actions
from evaluations.forms import read_mark
from evaluations.models import Mark, QuestionValue, Reply, Seat
from evaluations.queries.replies import new_evidence, shown_mean, sums_now
from evaluations.rules import decides, own_finished_seat, scores, visible_drafts, visible_replies, writes_reply
from evaluations.views import lines
from regencies.rules import acting_in
from submissions.models import Cycle

LONGEST = 4_000  # characters of an objection or a reason


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, submission_id: UUID, indicator_pk: UUID) -> HttpResponse:
    """The operator accepts a question of the draft or objects to it; new files go through the question's own page."""
    rows = visible_drafts(request.user).select_related("run__cycle", "submission__regency")
    result = get_object_or_404(rows, submission=submission_id)
    value = get_object_or_404(QuestionValue.objects.select_related("indicator"), result=result, indicator=indicator_pk)
    by = writes_reply(request.user, result)
    if by is None:
        raise PermissionDenied
    row = Reply.objects.filter(result=result, indicator=indicator_pk).first()
    now = timezone.now()
    context: dict[str, Any] = {
        "result": result,
        "submission": result.submission,
        "regency": result.submission.regency,
        "cycle": result.run.cycle,
        "indicator": value.indicator,
        "value": shown_mean(value.total, value.count),
        "closed": actions.why_no_reply(result, now),
        "reply": row,
        "kinds": Reply.Kind.choices,
        "kind": row.kind if row else "",
        "text": row.text if row else "",
        "files": new_evidence(row or Reply(result=result, indicator=value.indicator)),
        "longest": LONGEST,
    }
    if request.method != "POST":
        return render(request, "evaluations/reply_write.html", context)
    kind, text = request.POST.get("kind", ""), printable(request.POST.get("text", ""))
    context |= {"kind": kind, "text": text}
    if error := _invalid(kind, text):
        return render(request, "evaluations/reply_write.html", context | {"error": error}, status=422)
    try:
        actions.write(result, value.indicator, kind=kind, text=text, by=by, at=now)
    except Refused as reason:
        return render(request, "evaluations/reply_write.html", context | {"refused": str(reason)}, status=409)
    messages.success(request, _("Tanggapan disimpan. Penanggung jawab mengirimkannya."))
    return redirect("evaluations:draft", result.submission_id)


def _invalid(kind: str, text: str) -> str:
    if kind not in Reply.Kind.values:
        return _("Pilih menerima atau menyanggah.")
    if kind == Reply.Kind.OBJECT and not text.strip():
        return _("Tuliskan alasan sanggahan.")
    return _("Teks terlalu panjang.") if len(text) > LONGEST else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A sent reply with its files. A POST asks assessors, changes the own mark, or decides."""
    related = ("result__run__cycle", "result__submission__regency__province", "indicator")
    row = get_object_or_404(visible_replies(request.user).select_related(*related), pk=pk)
    if request.method != "POST":
        return _page(request, row)
    do, reason = request.POST.get("do", ""), printable(request.POST.get("reason", ""))[:LONGEST]
    try:
        if do == "revise":
            _revise(request, row, reason)
        else:
            by = decides(request.user, row)
            if by is None:
                raise PermissionDenied
            _decide(request, row, do, reason, by)
    except Refused as refused:
        return _page(request, row, refused=str(refused), typed=reason, status=409)
    messages.success(request, _("Tersimpan."))
    return redirect("evaluations:reply", row.pk)


def _revise(request: HttpRequest, row: Reply, reason: str) -> None:
    seat = own_finished_seat(request.user, row)
    by = scores(request.user, seat) if seat else None
    if seat is None or by is None:
        raise PermissionDenied
    given = read_mark(request.POST.get("mark", ""), None)
    if given is None or given.is_blank:
        raise Refused(_("Pilih nilai 0 sampai 4, tidak berlaku, atau abstain."))
    actions.revise(row, seat, given, reason=reason, by=by, at=timezone.now())


def _decide(request: HttpRequest, row: Reply, do: str, reason: str, by: Actor) -> None:
    now = timezone.now()
    if do == "ask":
        wanted = set(request.POST.getlist("seat"))
        panel = Seat.objects.filter(submission=row.result.submission_id, state=Seat.State.HANDED_IN)
        actions.ask(row, [seat for seat in panel if str(seat.pk) in wanted], by=by, at=now)
    elif do in ("accept", "reject"):
        actions.decide(row, do, reason=reason, by=by, at=now)
    else:
        raise Http404


def _page(request: HttpRequest, row: Reply, *, refused: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    submission = row.result.submission
    seat = own_finished_seat(request.user, row)
    may_decide = decides(request.user, row) is not None
    is_inner = may_decide or seat is not None
    panel = Seat.objects.filter(submission=submission, state=Seat.State.HANDED_IN).select_related("assessor")
    value = QuestionValue.objects.get(result=row.result_id, indicator=row.indicator_id)
    is_open = (
        row.result.run.cycle.state == Cycle.State.PLENARY and row.state in ("sent", "asked") and row.kind == "object"
    )
    asked = set(row.asked.values_list("pk", flat=True)) if is_inner else set()
    context = {
        "reply": row,
        "regency": submission.regency,
        "submission": submission,
        "cycle": row.result.run.cycle,
        "indicator": row.indicator,
        "value": shown_mean(value.total, value.count),
        "now_value": shown_mean(*sums_now(submission.pk, row.indicator_id)) if is_inner else None,
        "files": new_evidence(row),
        "seat": seat,
        "is_region": acting_in(request.user, submission.regency_id, Role.OPERATOR, Role.HEAD) is not None,
        "may_decide": may_decide and is_open,
        "may_revise": is_open and seat is not None and seat.pk in asked,
        "own_mark": Mark.objects.filter(seat=seat, indicator=row.indicator).first() if seat else None,
        "panel": [(other, other.pk in asked) for other in panel.order_by("number")] if is_inner else [],
        "revisions": row.revisions.select_related("seat__assessor") if is_inner else [],
        "is_inner": is_inner,
        "marks": lines.choices(),
        "refused": refused,
        "typed": typed,
        "longest": LONGEST,
    }
    return render(request, "evaluations/reply.html", context, status=status)
