"""Who may come in, and what every page of a Masterplan's alignment has around it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Actor
from alignment.rules import links, opens_documents, visible_plans
from documents.models import Document, MasterplanProgramme


def plan_of(request: HttpRequest, pk: UUID) -> Document:
    """The Masterplan with its regency, or `Http404`."""
    return get_object_or_404(visible_plans(request.user).select_related("regency"), pk=pk)


def programme_of(plan: Document, pk: UUID) -> MasterplanProgramme:
    """A programme of this Masterplan, or `Http404`."""
    rows = MasterplanProgramme.objects.select_related("document", "pillar", "sub_pillar", "agency")
    return get_object_or_404(rows, document=plan, pk=pk)


def linking(request: HttpRequest, plan: Document) -> Actor:
    """The person as who links this regency's programmes. Raises `PermissionDenied` (403) for everybody else."""
    by = links(request.user, plan.regency_id)
    if by is None:
        raise PermissionDenied
    return by


def frame(request: HttpRequest, plan: Document) -> dict[str, Any]:
    """Masterplan, regency, and what this person may do here."""
    return {
        "plan": plan,
        "regency": plan.regency,
        "may_link": links(request.user, plan.regency_id) is not None,
        "opens_documents": opens_documents(request.user, plan.regency_id),
        "asked": request.GET.get("rpjmd", ""),
    }
