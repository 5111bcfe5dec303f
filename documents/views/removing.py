"""Taking a row out of the tree, after saying what will happen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from documents.actions.removing import SHEETS, Part, referring, remove
from documents.models import Document, MasterplanProgramme
from documents.views.sheets import tree_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, pk: UUID, kind: str, part_pk: UUID) -> HttpResponse:
    document, by = tree_of(request, pk)
    part = _part_of(document, kind, part_pk)
    refused = ""
    if request.method == "POST":
        try:
            remove(part, by=by, at=timezone.now())
        except Refused as reason:
            refused = str(reason)
        else:
            messages.success(request, _("“%s” dihapus.") % part)
            return redirect("documents:detail", document.pk)
    context = {
        "document": document,
        "regency": document.regency,
        "part": part,
        "held": referring(type(part), [part]),
        "refused": refused,
    }
    return render(request, "documents/removal.html", context, status=409 if refused else 200)


def _part_of(document: Document, kind: str, pk: UUID) -> Part:
    """A row of the document's own kind of tree, or `Http404`."""
    in_masterplan = document.kind == Document.Kind.MASTERPLAN
    for model, slug in SHEETS.items():
        if slug == kind and (model is MasterplanProgramme) == in_masterplan:
            rows: Any = model._default_manager
            part: Part = get_object_or_404(rows.select_related("document__regency"), document=document, pk=pk)
            return part
    raise Http404
