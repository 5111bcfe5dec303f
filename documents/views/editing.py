"""Adding and changing documents."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from documents import actions
from documents.forms.documents import DocumentForm
from documents.views.door import document_of, editing, regency_of, typed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    regency = regency_of(request, code)
    by = editing(request, regency)
    form = DocumentForm(typed(request), regency=regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.create(regency, form.values(), by=by, at=timezone.now())
        except Refused as reason:  # somebody took the code in between
            form.add_error("code", str(reason))
            status = 409
        else:
            messages.success(request, _("“%s” ditambahkan.") % made.title)
            return redirect("documents:detail", pk=made.pk)
    return render(request, "documents/form.html", {"form": form, "regency": regency}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    document = document_of(request, pk)
    by = editing(request, document.regency)
    # a form of its own row, so that what is typed does not show as if it were stored
    form = DocumentForm(typed(request), instance=document_of(request, pk), regency=document.regency)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.change(document, form.values(), by=by, at=timezone.now())
        except Refused as reason:
            form.add_error(None, str(reason))
            status = 409
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("documents:detail", pk=document.pk)
    context = {"form": form, "regency": document.regency, "document": document}
    return render(request, "documents/form.html", context, status=status)
