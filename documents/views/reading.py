"""The documents of a region, and one document with its programmes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rules import secretariat
from documents import queries, shelf
from documents.models import Document
from documents.rules import edits
from documents.views.door import document_of, regency_of
from regencies.models import Regency
from regencies.queries import counted
from regencies.rules import memberships


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The own regions' documents by kind. The secretariat first chooses a region (`?daerah=64.01`)."""
    if secretariat(request.user):
        if code := request.GET.get("daerah", ""):
            return _list_page(request, [regency_of(request, code)])
        return render(
            request, "documents/regions.html", {"regions": counted(Document.objects.visible_to(request.user))}
        )
    own = {row.regency_id: row.regency for row in memberships(request.user)}
    return _list_page(request, list(own.values()))


def _list_page(request: HttpRequest, regencies: list[Regency]) -> HttpResponse:
    rows = Document.objects.visible_to(request.user).filter(regency__in=regencies)
    shelves = [
        (
            regency,
            queries.by_kind([row for row in rows if row.regency_id == regency.pk]),
            edits(request.user, regency.pk),
        )
        for regency in regencies
    ]
    context = {"shelves": shelves, "chosen": secretariat(request.user) is not None}
    return render(request, "documents/list.html", context)


@login_required
@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = document_of(request, pk)
    context: dict[str, Any] = {
        "document": one,
        "regency": one.regency,
        "may_edit": edits(request.user, one.regency_id) is not None,
        "books": shelf.newest_of(one),
    }
    if one.kind == Document.Kind.RPJMD:
        context["chosen"] = opened = request.GET.get("sasaran", "")
        context["tree"] = queries.rpjmd_tree(one, opened)
    elif one.kind == Document.Kind.MASTERPLAN:
        context["plan"] = queries.masterplan(one)
    return render(request, "documents/detail.html", context)
