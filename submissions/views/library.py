"""The evidence library of a regency: all its files, one file with its versions and uses, and attaching from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Actor
from common import virus_scan
from common.downloads import attachment as as_download
from common.printable import printable
from common.steps import Refused
from regencies.models import Regency
from submissions import rules
from submissions.actions import evidence as actions
from submissions.forms.evidence import ValidityForm
from submissions.models import Evidence
from submissions.queries import evidence as queries
from submissions.queries.evidence import KINDS, Wanted
from submissions.views.door import frame, question, visit
from submissions.views.drawing import limits

A_PAGE = 25


@dataclass(frozen=True)
class Shelf:
    """A regency's library before a person."""

    regency: Regency
    reader: Actor
    keeper: Actor | None
    at: datetime

    @property
    def agencies(self) -> Collection[object] | None:
        return rules.confined_to(self.reader)

    def file(self, pk: UUID) -> Evidence:
        """A file this person sees; 404 for any other."""
        return get_object_or_404(queries.library_of(self.regency.pk, self.reader, self.agencies), pk=pk)


def shelf(request: HttpRequest, code: str) -> Shelf:
    """404 for everybody but the regency's staff and the secretariat."""
    reader = rules.reads_library(request.user, code)
    if reader is None:
        raise Http404
    regency = get_object_or_404(Regency.objects.select_related("province"), pk=code)
    return Shelf(regency, reader, rules.keeps_library(request.user, code), timezone.now())


@login_required
@require_safe
def library(request: HttpRequest, code: str) -> HttpResponse:
    """All files, found by name, kind, year, and what they lack."""
    here = shelf(request, code)
    rows = queries.library_of(code, here.reader, here.agencies)
    context = {"regency": here.regency, "years": queries.years_of(code), "kinds": KINDS}
    return render(request, "submissions/library.html", context | _found(request, rows))


@login_required
@require_safe
def file(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """One file: facts, versions, and where it is used."""
    here = shelf(request, code)
    return _show(request, here, here.file(pk))


@login_required
@require_safe
def download(request: HttpRequest, code: str, pk: UUID) -> HttpResponseBase:
    """A file out of the library; noted in the journal."""
    here = shelf(request, code)
    found = here.file(pk)
    stream = found.file.open("rb")
    actions.tell_library_download(found, by=here.reader, at=here.at)
    return as_download(stream, name=found.name, mime=found.mime)


@login_required
@require_POST
def validity(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Note from when until when the document holds."""
    here = shelf(request, code)
    found = here.file(pk)
    if here.keeper is None:
        raise PermissionDenied
    form = ValidityForm(request.POST)
    if not form.is_valid():
        return _show(request, here, found, form=form, status=422)
    actions.describe(found, **form.cleaned_data, by=here.keeper, at=here.at)
    messages.success(request, _("Masa berlaku tersimpan."))
    return redirect("submissions:library_file", code, pk)


@login_required
@require_POST
def replace(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """A newer version; the old one stays."""
    here = shelf(request, code)
    found = here.file(pk)
    if here.keeper is None:
        raise PermissionDenied
    upload = request.FILES.get("file")
    if upload is None:
        return _show(request, here, found, error=_("Pilih berkas dahulu."), status=422)
    most = settings.EVIDENCE_MAX_BYTES
    try:
        new = actions.replace(found, upload, max_bytes=most, by=here.keeper, at=here.at)
    except actions.BadFile as reason:
        return _show(request, here, found, error=str(reason), status=422)
    except Refused as reason:
        return _show(request, here, found, error=str(reason), status=409)
    except virus_scan.Unavailable as reason:
        return _show(request, here, found, error=str(reason), status=503)
    messages.success(request, _("Versi baru “%(name)s” tersimpan.") % {"name": new.name})
    return redirect("submissions:library_file", code, new.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """Attach a file of the library to a question."""
    here = visit(request, pk)
    indicator, place = question(here, indicator_pk)
    if here.writer is None or not here.may_attach(place):
        raise PermissionDenied
    code = here.submission.regency_id
    rows = queries.library_of(code, here.writer, rules.confined_to(here.writer))
    refused = ""
    if request.method == "POST":
        chosen = get_object_or_404(rows, pk=_id(request.POST.get("evidence", "")), replaced_by=None)
        try:
            actions.attach_known(here.submission, indicator, chosen, by=here.writer, at=here.at)
        except Refused as reason:
            refused = str(reason)
        else:
            messages.success(request, _("“%(name)s” dilampirkan.") % {"name": chosen.name})
            section = reverse("submissions:section", args=[pk, place.section])
            return redirect(f"{section}#q-{place.order}")
    context = frame(here) | {"indicator": indicator, "place": place, "refused": refused, "kinds": KINDS}
    context |= {"years": queries.years_of(code)} | _found(request, rows)
    return render(request, "submissions/library_attach.html", context, status=409 if refused else 200)


def _found(request: HttpRequest, rows: Any) -> dict[str, Any]:
    year = request.GET.get("tahun", "")
    wanted = Wanted(
        search=printable(request.GET.get("cari", ""))[:100].strip(),
        kind=request.GET.get("jenis", ""),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        only=request.GET.get("hanya", ""),
    )
    pages = Paginator(queries.found(rows, wanted), A_PAGE)
    page = pages.get_page(request.GET.get("hal"))
    asked = request.GET.copy()
    asked.pop("hal", None)
    return {
        "wanted": wanted,
        "page": page,
        "numbers": pages.get_elided_page_range(page.number),
        "asked": asked.urlencode(),
    }


def _show(
    request: HttpRequest,
    here: Shelf,
    found: Evidence,
    *,
    form: ValidityForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    days = {"valid_from": found.valid_from, "valid_until": found.valid_until}
    uses = [
        {"row": row, "fault": queries.validity_fault(found, row.answer.submission.cycle.year)}
        for row in queries.uses_of(found, here.agencies)
    ]
    context = {
        "regency": here.regency,
        "file": found,
        "versions": queries.versions_of(found),
        "uses": uses,
        "may_keep": here.keeper is not None,
        "form": form or ValidityForm(initial=days),
        "error": error,
        "limits": limits(),
    }
    return render(request, "submissions/library_file.html", context, status=status)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong
