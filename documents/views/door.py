"""Who may come in: access is fetching."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts import queries as people
from accounts.models import Actor
from accounts.rules import oneself
from documents.models import Document
from documents.rules import edits
from regencies.models import Regency
from regencies.rules import visible_regencies


def regency_of(request: HttpRequest, code: str) -> Regency:
    """The regency, or `Http404` when this person has nothing to do with it."""
    return get_object_or_404(visible_regencies(request.user), pk=code)


def document_of(request: HttpRequest, pk: UUID) -> Document:
    """The document with its regency, or `Http404`."""
    document: Document = get_object_or_404(Document.objects.visible_to(request.user).select_related("regency"), pk=pk)
    return document


def editing(request: HttpRequest, regency: Regency) -> Actor:
    """The person as this regency's operator. Raises `PermissionDenied` (403) for everybody else."""
    by = edits(request.user, regency.pk)
    if by is None:
        raise PermissionDenied
    return by


def reader(request: HttpRequest) -> Actor:
    """The person who looks, in no role."""
    return oneself(people.person(request.user))


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None
