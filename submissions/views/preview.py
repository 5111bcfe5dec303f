"""Pages of evidence as pictures in the page. The original itself is never shown, only handed out as a download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Actor
from common.downloads import drawn_picture
from jobs.models import Job
from submissions.actions import previews
from submissions.models import Attachment
from submissions.views.door import frame, visit
from submissions.views.evidence import found_attachment


@dataclass(frozen=True)
class Shown:
    """A page of a file before a person: `picture` is its address, "" while none is drawn; `error` says why never."""

    page: int
    last: int
    picture: str
    is_waiting: bool
    error: str

    @property
    def before(self) -> int:
        return self.page - 1

    @property
    def after(self) -> int:
        return self.page + 1 if self.page < self.last else 0


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponse:
    """A page of a file, at first the one its link points at; asked of a worker when nobody looked at it before."""
    here = visit(request, pk)
    found, _place = found_attachment(here, attachment_pk)
    address = reverse("submissions:evidence_picture", args=[pk, attachment_pk])
    shown = show(request, found, address, by=here.reader, at=here.at)
    context: dict[str, Any] = frame(here) | {"file": found, "shown": shown, "indicator": found.answer.indicator}
    context["download"] = reverse("submissions:evidence", args=[pk, attachment_pk])
    context["back"] = reverse("submissions:section", args=[pk, found.answer.indicator.section_slug])
    return render(request, "submissions/preview.html", context)


@login_required
@require_safe
def picture(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponseBase:
    """The picture of a page as it is stored; 404 while there is none."""
    found, _place = found_attachment(visit(request, pk), attachment_pk)
    return picture_of(request, found)


def show(request: HttpRequest, found: Attachment, address: str, *, by: Actor, at: datetime) -> Shown:
    """What can be shown of the wanted page now. 404 for kinds without pages and for a page that is not there."""
    page, evidence = _page(request, found), found.evidence
    name = previews.best(evidence, page)
    is_finished, error = previews.is_finished(name), ""
    if not is_finished:
        job = previews.ask(evidence, page, by=by, at=at)
        error = job.error if job.state == Job.State.FAILED else ""
    picture = f"{address}?hal={page}&berkas={name.rpartition('-')[2].removesuffix('.jpg')}" if name else ""
    return Shown(page, previews.last_page(evidence), picture, not is_finished and not error, error)


def picture_of(request: HttpRequest, found: Attachment) -> HttpResponseBase:
    """A JPEG that we drew ourselves, kept by this person's browser alone."""
    name = previews.best(found.evidence, _page(request, found))
    if not name:
        raise Http404
    return drawn_picture(default_storage.open(name))


def _page(request: HttpRequest, found: Attachment) -> int:
    wanted = request.GET.get("hal", str(found.page or 1))
    if not previews.is_drawn(found.evidence) or not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):
        raise Http404
    if not 1 <= int(wanted) <= previews.last_page(found.evidence):
        raise Http404
    return int(wanted)
