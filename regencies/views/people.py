"""All accounts, and a new one: the administrator's alone; for everybody else these pages do not exist."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor, Role
from common.steps import Refused
from regencies import actions, queries
from regencies.forms import PersonForm
from regencies.rules import manages_people

A_PAGE = 50
STATES = {"": None, "aktif": True, "nonaktif": False}


def administrator(request: HttpRequest) -> Actor:
    """The person as administrator. Raises `Http404` for everybody else."""
    actor = manages_people(request.user)
    if actor is None:
        raise Http404
    return actor


def region_asked(request: HttpRequest) -> dict[str, str]:
    """What a link may fill in beforehand: the region, whose agencies are then offered, and nothing else."""
    return {"regency": request.GET.get("regency", "")}


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    administrator(request)
    text = request.GET.get("cari", "").replace("\0", "").strip()
    role, state = request.GET.get("peran", ""), request.GET.get("keadaan", "")
    if role not in ("", *Role.values) or state not in STATES:
        raise Http404
    page = Paginator(queries.people(text=text, role=role, active=STATES[state]), A_PAGE).get_page(
        request.GET.get("hal")
    )
    context = {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "text": text,
        "role": role,
        "roles": Role.choices,
        "state": state,
        "filtered": bool(text or role or state),
    }
    return render(request, "regencies/people.html", context)


@never_cache
@login_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account with its first role. A GET may carry a region, whose agencies are then offered."""
    actor = administrator(request)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm(initial=region_asked(request))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.admit(**form.person(), **form.wanted(), by=actor, at=timezone.now())
        except Refused as reason:
            form.add_error("email", str(reason))
            status = 409
        else:
            messages.success(request, _("Akun %s dibuat. Sampaikan surel dan kata sandi pertamanya.") % made.name)
            return redirect("regencies:person", made.pk)
    context = {"form": form, "regencies": queries.all_regencies()}
    return render(request, "regencies/person_new.html", context, status=status)
