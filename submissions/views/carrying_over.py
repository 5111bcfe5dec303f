"""Taking last year's answers: first what would happen, then the step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from submissions.actions import carrying_over
from submissions.queries.carrying_over import plan_of
from submissions.views.door import frame, visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which answers arrive and what stays untouched; a POST takes them, with last year's files when ticked."""
    here = visit(request, pk)
    if here.writer is None:
        raise PermissionDenied
    wanted = {place.pk for place in here.overview().places if here.may_answer(place)}
    refused, with_files = "", request.method != "POST" or "files" in request.POST
    if request.method == "POST":
        try:
            count, _files = carrying_over.carry_over(
                here.submission, wanted, with_files=with_files, by=here.writer, at=here.at
            )
        except Refused as reason:
            refused = str(reason)
        else:
            text = ngettext(
                "%(count)d jawaban tahun lalu diambil. Mohon dikonfirmasi satu per satu atau per bagian.",
                "%(count)d jawaban tahun lalu diambil. Mohon dikonfirmasi satu per satu atau per bagian.",
                count,
            )
            messages.success(request, text % {"count": count})
            return redirect("submissions:detail", pk)
    context: dict[str, Any] = frame(here) | {
        "plan": plan_of(here.submission, wanted),
        "with_files": with_files,
        "refused": refused,
    }
    return render(request, "submissions/carry_over.html", context, status=409 if refused else 200)
