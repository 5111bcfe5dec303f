"""The agencies of one region."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.steps import Refused
from regencies import actions, queries
from regencies.forms import AgencyForm
from regencies.rules import adds_agencies, visible_regencies


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: HttpRequest, code: str) -> HttpResponse:
    """All agencies of a region. A POST by its operator adds one."""
    regency = get_object_or_404(visible_regencies(request.user).select_related("province"), pk=code)
    actor, form, status = adds_agencies(request.user, code), AgencyForm(), 200
    if request.method == "POST":
        if actor is None:
            raise PermissionDenied
        form, status = AgencyForm(request.POST), 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                made = actions.create_agency(
                    regency, code=values["code"], name=values["name"], by=actor, at=timezone.now()
                )
            except Refused as reason:
                form.add_error("code", str(reason))
                status = 409
            else:
                messages.success(request, _("%s ditambahkan.") % made.name)
                return redirect("regencies:agencies", code)
    rows = queries.agencies_with_contributors(code)
    context = {"regency": regency, "agencies": rows, "form": form, "may_add": actor is not None}
    return render(request, "regencies/agencies.html", context, status=status)
