"""Evidence of an answer: add a file, take one out, detach one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import virus_scan
from common.downloads import attachment as as_download
from common.steps import Refused
from pillars.models import Indicator
from submissions.actions import evidence
from submissions.forms.evidence import PointForm
from submissions.models import Attachment
from submissions.queries.cases import file_of
from submissions.queries.overview import Place
from submissions.views import drawing
from submissions.views.answering import lines_of, to_detach
from submissions.views.door import Visit, frame, question, visit
from submissions.views.lines import file_line


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """All files of one question, and the field that attaches another; with htmx the question's part of its section."""
    here = visit(request, pk)
    indicator, place = question(here, indicator_pk)
    if request.method != "POST":
        return _page(request, here, place)
    if here.writer is None or not here.may_attach(place):
        raise PermissionDenied
    if "detach" in request.POST:
        return to_detach(request, here.submission)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, here, place, error=_("Pilih berkas dahulu."), status=422)
    limit = settings.EVIDENCE_MAX_BYTES
    try:
        found = evidence.attach(here.submission, indicator, upload, max_bytes=limit, by=here.writer, at=here.at)
    except evidence.BadFile as reason:
        return _page(request, here, place, error=str(reason), status=422)
    except Refused as reason:
        return _page(request, here, place, error=str(reason), status=409)
    except virus_scan.Unavailable as reason:
        return _page(request, here, place, error=str(reason), status=503)
    if request.headers.get("HX-Request"):
        return _page(request, here, place)
    messages.success(request, _("“%(name)s” dilampirkan.") % {"name": found.evidence.name})
    return redirect(_address(here, indicator))


def _page(request: HttpRequest, here: Visit, place: Place, *, error: str = "", status: int = 200) -> HttpResponse:
    """The files of the question with the field to add another: all of them, or (htmx) as its section shows them."""
    if request.headers.get("HX-Request"):
        line = lines_of(here, [place], upload={place.order: error})[0]
        return HttpResponse(drawing.evidence(line), status=status)
    line = lines_of(here, [place], upload={place.order: error}, newest=evidence.MOST_ATTACHMENTS)[0]
    context = frame(here) | {
        "line": line,
        "files": drawing.files(line),
        "place": place,
        "error": error,
        "limits": drawing.limits(),
    }
    return render(request, "submissions/evidence_add.html", context, status=status)


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponseBase:
    """A file, for those who may read the question it belongs to; noted in the journal."""
    here = visit(request, pk)
    found, _place = found_attachment(here, attachment_pk)
    stream = found.evidence.file.open("rb")
    evidence.tell_download(found, by=here.reader, at=here.at)
    return as_download(stream, name=found.evidence.name, mime=found.evidence.mime)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponse:
    """Ask, then take a file off an answer."""
    here = visit(request, pk)
    found, place = found_attachment(here, attachment_pk)
    if here.writer is None or not here.may_attach(place):
        raise PermissionDenied
    indicator, refused = found.answer.indicator, ""
    if request.method == "POST":
        try:
            evidence.detach(found, by=here.writer, at=here.at)
        except Refused as reason:
            refused = str(reason)
        else:
            messages.success(request, _("“%(name)s” dilepas.") % {"name": found.evidence.name})
            return redirect(_address(here, indicator))
    context = frame(here) | {
        "file": file_line(here.submission, file_of(found)),
        "indicator": indicator,
        "refused": refused,
        "back": _address(here, indicator),
    }
    return render(request, "submissions/evidence_remove.html", context, status=409 if refused else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def point(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponse:
    """Say where in the file to look, and why it is attached."""
    here = visit(request, pk)
    found, place = found_attachment(here, attachment_pk)
    if here.writer is None or not here.may_attach(place):
        raise PermissionDenied
    form, refused, status = PointForm(initial={"page": found.page, "note": found.note}), "", 200
    if request.method == "POST":
        form, status = PointForm(request.POST), 422
        if form.is_valid():
            try:
                evidence.point(found, **form.cleaned_data, by=here.writer, at=here.at)
            except Refused as reason:
                refused, status = str(reason), 409
            else:
                messages.success(request, _("Petunjuk halaman tersimpan."))
                return redirect(_address(here, found.answer.indicator))
    context = frame(here) | {
        "file": file_line(here.submission, file_of(found)),
        "pages": found.evidence.pages,
        "indicator": found.answer.indicator,
        "form": form,
        "refused": refused,
        "back": _address(here, found.answer.indicator),
    }
    return render(request, "submissions/evidence_point.html", context, status=status)


def found_attachment(here: Visit, pk: UUID) -> tuple[Attachment, Place]:
    """A file of a question this person sees; 404 for any other."""
    rows = Attachment.objects.filter(answer__submission=here.submission)
    related = rows.select_related("evidence__added_by", "answer__indicator", "answer__submission__cycle")
    found = get_object_or_404(related, pk=pk)
    place = here.overview().place(found.answer.indicator_id)
    if place is None:
        raise Http404
    return found, place


def _address(here: Visit, indicator: Indicator) -> str:
    section = reverse("submissions:section", args=[here.submission.pk, indicator.section_slug])
    return f"{section}#q-{indicator.order}"
