"""Adding and changing programmes of a Masterplan or an RPJMD."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.steps import Refused
from documents import actions
from documents.forms.programmes import MasterplanProgrammeForm, RpjmdProgrammeForm
from documents.models import Document, MasterplanProgramme, RpjmdProgramme
from documents.views.door import document_of, editing, typed

Programme = MasterplanProgramme | RpjmdProgramme
ProgrammeForm = MasterplanProgrammeForm | RpjmdProgrammeForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    document = document_of(request, pk)
    by = editing(request, document.regency)
    return _answer(request, document, None, _form(document, None, typed(request)), by)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID, programme_pk: UUID) -> HttpResponse:
    document = document_of(request, pk)
    programme = _programme_of(document, programme_pk)
    by = editing(request, document.regency)
    # a form of its own row, so that what is typed does not show as if it were stored
    form = _form(document, _programme_of(document, programme_pk), typed(request))
    return _answer(request, document, programme, form, by)


def _answer(
    request: HttpRequest, document: Document, programme: Programme | None, form: ProgrammeForm, by: Actor
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            stored = _store(document, programme, form, by)
        except Refused as reason:
            form.add_error(None, str(reason))
            status = 409
        else:
            messages.success(request, _("Program “%s” disimpan.") % stored.name)
            page = reverse("documents:detail", kwargs={"pk": document.pk})
            opened = f"?sasaran={stored.target_id}" if isinstance(stored, RpjmdProgramme) else ""
            return redirect(f"{page}{opened}#program-{stored.pk}")
    context = {"form": form, "document": document, "regency": document.regency, "programme": programme}
    return render(request, "documents/programme.html", context, status=status)


def _programme_of(document: Document, pk: UUID) -> Programme:
    if document.kind == Document.Kind.MASTERPLAN:
        return get_object_or_404(document.masterplan_programmes.select_related("pillar"), pk=pk)
    return get_object_or_404(document.rpjmd_programmes.prefetch_related("year_targets"), pk=pk)


def _form(document: Document, programme: Programme | None, data: QueryDict | None) -> ProgrammeForm:
    """The form of this document's kind of programme. Raises `Http404` for documents that have none."""
    if document.kind == Document.Kind.MASTERPLAN and not isinstance(programme, RpjmdProgramme):
        return MasterplanProgrammeForm(data, document=document, instance=programme)
    if document.kind == Document.Kind.RPJMD and not isinstance(programme, MasterplanProgramme):
        initial = RpjmdProgrammeForm.initial_of(programme) if programme else {}
        own = {row.year for row in programme.year_targets.all()} if programme else set()
        years = sorted(own | {*range(document.start_year, document.end_year + 1)})
        return RpjmdProgrammeForm(data, document=document, years=years, instance=programme, initial=initial)
    raise Http404


def _store(document: Document, programme: Programme | None, form: ProgrammeForm, by: Actor) -> Programme:
    now, values = timezone.now(), form.values()
    if isinstance(form, MasterplanProgrammeForm):
        if isinstance(programme, MasterplanProgramme):
            return actions.change_masterplan_programme(programme, values, by=by, at=now)
        return actions.add_masterplan_programme(document, values, by=by, at=now)
    years: Any = {"year_targets": form.year_targets(), "realisations": form.realisations()}
    if isinstance(programme, RpjmdProgramme):
        return actions.change_rpjmd_programme(programme, values, **years, by=by, at=now)
    return actions.add_rpjmd_programme(**values, **years, by=by, at=now)
