"""The draft of a cycle's results: published by the secretariat, read by each region alone, compared with the final."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.rules import secretariat
from common.steps import Refused
from evaluations.actions import drafts as actions
from evaluations.actions import replies
from evaluations.models import DimensionValue, Reply, Result, ResultRun
from evaluations.queries.replies import differences_of, draft_lines, draft_rows, reply_counts
from evaluations.rules import announces, sends_replies, visible_drafts, visible_replies, visible_results, writes_reply
from regencies.rules import acting_in
from submissions.models import Cycle, Submission, Window
from submissions.queries import windows_of

A_PAGE = 50
MOST_SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Before: what is missing and what will happen; a POST publishes. After: each region with its replies."""
    by = announces(request.user)
    if by is None:
        raise Http404
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    if request.method != "POST":
        return _drafts_page(request, cycle)
    try:
        actions.publish(cycle, by=by, at=timezone.now())
    except Refused as reason:
        return _drafts_page(request, cycle, refused=str(reason), status=409)
    messages.success(request, _("Rancangan hasil disampaikan kepada setiap daerah."))
    return redirect("evaluations:drafts", cycle.pk)


def _drafts_page(request: HttpRequest, cycle: Cycle, *, refused: str = "", status: int = 200) -> HttpResponse:
    run = ResultRun.objects.filter(cycle=cycle, kind=ResultRun.Kind.DRAFT).first()
    blocks = [] if run else actions.what_blocks_draft(cycle, timezone.now())
    context = {
        "cycle": cycle,
        "run": run,
        "refused": refused,
        "blocks": blocks[:MOST_SHOWN],
        "more_blocks": max(0, len(blocks) - MOST_SHOWN),
        "window": None if run else windows_of(cycle).get(Window.Kind.OBJECTION),
        "page": Paginator(draft_rows(cycle.pk), A_PAGE).get_page(request.GET.get("hal")) if run else None,
        "counts": reply_counts(visible_replies(request.user).filter(result__run=run)) if run else None,
    }
    return render(request, "evaluations/drafts.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """A region's own draft with its replies; a POST of the head sends what was written."""
    submission = _submission(request, submission_id)
    result = _draft_of(request, submission)
    if request.method != "POST":
        return _draft_page(request, submission, result)
    if result is None:
        raise Http404
    by = sends_replies(request.user, result)
    if by is None:
        raise PermissionDenied
    try:
        replies.send(result, by=by, at=timezone.now())
    except Refused as reason:
        return _draft_page(request, submission, result, refused=str(reason), status=409)
    messages.success(request, _("Tanggapan sudah dikirim."))
    return redirect("evaluations:draft", submission.pk)


def _submission(request: HttpRequest, pk: UUID) -> Submission:
    """For those who may read a draft: operator and head of the region, the secretariat."""
    submission = get_object_or_404(Submission.objects.select_related("cycle", "regency__province"), pk=pk)
    reader = secretariat(request.user) or acting_in(request.user, submission.regency_id, Role.OPERATOR, Role.HEAD)
    if reader is None:
        raise Http404
    return submission


def _draft_of(request: HttpRequest, submission: Submission) -> Result | None:
    rows = visible_drafts(request.user).select_related("run__cycle", "submission__regency")
    return rows.filter(submission=submission).first()


def _draft_page(
    request: HttpRequest, submission: Submission, result: Result | None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "submission": submission,
        "regency": submission.regency,
        "cycle": submission.cycle,
        "result": result,
        "refused": refused,
    }
    if result is not None:
        is_region = acting_in(request.user, submission.regency_id, Role.OPERATOR, Role.HEAD) is not None
        lines = draft_lines(result)
        finals = visible_results(request.user).filter(run__draft=result.run_id, submission=submission)
        context |= {
            "final": finals.order_by("-run__number").first(),
            "lines": [line for line in lines if is_region or line.reply is None or line.reply.state != "written"],
            "dimensions": DimensionValue.objects.filter(result=result),
            "counts": reply_counts(Reply.objects.filter(result=result)),
            "is_region": is_region,
            "closed": replies.why_no_reply(result, timezone.now()),
            "may_write": writes_reply(request.user, result) is not None,
            "may_send": sends_replies(request.user, result) is not None,
        }
    return render(request, "evaluations/draft.html", context, status=status)


@login_required
@require_safe
def differences(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A final beside its draft, for those who were shown the draft."""
    related = ("run__cycle", "submission__regency__province")
    final = get_object_or_404(visible_results(request.user).select_related(*related), pk=pk)
    before = get_object_or_404(visible_drafts(request.user), run=final.run.draft_id, submission=final.submission_id)
    objections = visible_replies(request.user).filter(result=before, kind=Reply.Kind.OBJECT)
    context = {
        "result": final,
        "cycle": final.run.cycle,
        "regency": final.submission.regency,
        "found": differences_of(before, final),
        "objections": objections.exclude(state=Reply.State.WRITTEN).select_related("indicator"),
    }
    return render(request, "evaluations/differences.html", context)
