"""One account: its details, its roles, its door. The administrator's alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions as accounts
from accounts.forms import OwnDetailsForm
from accounts.models import Actor, User
from common.steps import Refused
from regencies import actions, queries
from regencies.forms import NewPasswordForm, RoleForm
from regencies.views.people import administrator, region_asked
from regencies.views.person_steps import step_of


@dataclass
class Page:
    """The three forms of the page, of which one may have been sent, and how that went."""

    person: User
    forms: dict[str, BaseForm] = field(default_factory=dict)
    sent: str = ""
    status: int = 200


@never_cache
@login_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A POST names what to do: `change`, `grant` or `password`; what takes something away asks on a page of its own."""
    actor = administrator(request)
    one = get_object_or_404(User, pk=pk)
    if name := request.POST.get("step") or request.GET.get("langkah"):
        return step_of(request, one, name, actor)
    page = _page(request, one)
    if request.method == "POST" and (done := _do(page, actor)):
        messages.success(request, done)
        return redirect("regencies:person", pk)
    national, regional = queries.national_roles_of(one), queries.memberships_of(one)
    context = {
        "person": get_object_or_404(User, pk=pk) if page.sent else one,  # as stored: a form has written into the row
        "national": [held for held in national if held.ended_at is None],
        "regional": [held for held in regional if held.ended_at is None],
        "ended_national": [held for held in national if held.ended_at is not None],
        "ended_regional": [held for held in regional if held.ended_at is not None],
        "regencies": queries.all_regencies(),
        "sent": page.sent,
        "forms": page.forms,
    }
    return render(request, "regencies/person.html", context, status=page.status)


def _page(request: HttpRequest, one: User) -> Page:
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and sent not in ("change", "grant", "password"):
        raise Http404
    forms: dict[str, BaseForm] = {
        "change": OwnDetailsForm(request.POST if sent == "change" else None, instance=one),
        "grant": RoleForm(request.POST if sent == "grant" else None, initial=region_asked(request)),
        "password": NewPasswordForm(one, request.POST if sent == "password" else None),
    }
    return Page(one, forms, sent, 422 if sent else 200)


def _do(page: Page, by: Actor) -> str:
    """Do what was sent, and tell it in a sentence; empty when it could not be done and the form says why."""
    form, now = page.forms[page.sent], timezone.now()
    if not form.is_valid():
        return ""
    if isinstance(form, RoleForm):
        try:
            actions.grant(page.person, **form.wanted(), by=by, at=now)
        except Refused as reason:
            form.add_error("role", str(reason))
            page.status = 409
            return ""
        return _("Peran %(role)s diberikan kepada %(name)s.") % {
            "role": form.wanted()["role"].label,
            "name": page.person.name,
        }
    if isinstance(form, NewPasswordForm):
        accounts.set_password(page.person, password=form.cleaned_data["password"], by=by, at=now)
        return _("Kata sandi %s diganti. Sesi yang masih terbuka diakhiri.") % page.person.name
    values = form.cleaned_data
    accounts.change_person(page.person, name=values["name"], institution=values["institution"], by=by, at=now)
    return _("Data akun tersimpan.")
