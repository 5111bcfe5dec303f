"""Missions, goals and targets of an RPJMD: adding one, and wording it anew."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.steps import Refused
from documents import actions
from documents.forms.parts import GoalForm, MissionForm, RewordForm, TargetForm, part_form
from documents.models import Document, Goal, Mission, Target
from documents.views.door import document_of, editing, typed

KINDS = ("misi", "tujuan", "sasaran")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    document = _rpjmd_of(request, pk, kind)
    by = editing(request, document.regency)
    form = part_form(kind, document, typed(request))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            _add(document, form, by)
        except Refused as reason:
            form.add_error("code", str(reason))
            status = 409
        else:
            messages.success(request, _("“%s” ditambahkan.") % form.cleaned_data["text"])
            return redirect("documents:detail", pk=document.pk)
    return _page(request, document, form, kind, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID, kind: str, part_pk: UUID) -> HttpResponse:
    document = _rpjmd_of(request, pk, kind)
    part = _part_of(document, kind, part_pk)
    by = editing(request, document.regency)
    form = RewordForm(typed(request), initial={"text": part.text})
    if form.is_bound and form.is_valid():
        actions.reword(part, text=form.cleaned_data["text"], by=by, at=timezone.now())
        messages.success(request, _("Perubahan disimpan."))
        return redirect("documents:detail", pk=document.pk)
    return _page(request, document, form, kind, 422 if form.is_bound else 200, part=part)


def _rpjmd_of(request: HttpRequest, pk: UUID, kind: str) -> Document:
    document = document_of(request, pk)
    if kind not in KINDS or document.kind != Document.Kind.RPJMD:
        raise Http404
    return document


def _part_of(document: Document, kind: str, pk: UUID) -> Mission | Goal | Target:
    if kind == "misi":
        return get_object_or_404(document.missions, pk=pk)
    if kind == "tujuan":
        return get_object_or_404(document.goals, pk=pk)
    return get_object_or_404(document.targets, pk=pk)


def _add(document: Document, form: MissionForm | GoalForm | TargetForm, by: Actor) -> None:
    values, now = form.cleaned_data, timezone.now()
    if isinstance(form, MissionForm):
        actions.add_mission(document, **values, by=by, at=now)
    elif isinstance(form, GoalForm):
        actions.add_goal(document, **values, by=by, at=now)
    else:
        actions.add_target(**values, by=by, at=now)


def _page(
    request: HttpRequest,
    document: Document,
    form: MissionForm | GoalForm | TargetForm | RewordForm,
    kind: str,
    status: int,
    *,
    part: Mission | Goal | Target | None = None,
) -> HttpResponse:
    headings = {
        "misi": (_("Misi baru"), _("Ubah misi")),
        "tujuan": (_("Tujuan baru"), _("Ubah tujuan")),
        "sasaran": (_("Sasaran baru"), _("Ubah sasaran")),
    }
    context = {
        "form": form,
        "document": document,
        "regency": document.regency,
        "part": part,
        "kind": kind,
        "heading": headings[kind][part is not None],
    }
    return render(request, "documents/part.html", context, status=status)
