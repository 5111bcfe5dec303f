"""Assessors as people: the own profile, conflicts of interest in a cycle, and both as the secretariat sees them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor, User
from accounts.rules import assessor
from common.steps import Refused
from evaluations.actions import conflicts as actions
from evaluations.actions.acceptance import Interest
from evaluations.models import Conflict, Declaration
from evaluations.queries import seating as queries
from evaluations.rules import declares_in
from evaluations.seating_forms import CoachedForms, ConflictForms, ProfileForm, regions_in
from evaluations.views.panels import secretary
from submissions.models import Cycle


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """What the assessor knows, can take, and where the person comes from."""
    by = assessor(request.user)
    if by is None or by.user is None:
        raise Http404
    return _profile(request, by.user, by, is_own=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An assessor's profile as the secretariat keeps it."""
    by = secretary(request)
    person = next((row for row in queries.assessors() if row.pk == pk), None)
    if person is None:
        raise Http404
    return _profile(request, person, by, is_own=False)


def _profile(request: HttpRequest, person: User, by: Actor, *, is_own: bool) -> HttpResponse:
    held = queries.profiles_of([person]).get(person.pk)
    coached = [
        {"regency": row.regency_id, "year": row.year, "kind": row.kind} for row in (held.coached.all() if held else ())
    ]
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, initial=ProfileForm.initial_of(held), is_own=is_own)
    rows = CoachedForms(data, initial=coached, prefix="d")
    if data is not None and form.is_valid() and rows.is_valid():
        named = {(regency.pk, typed["year"]): actions.Coached(regency, typed["year"], typed["kind"])
                 for regency, typed in regions_in(rows)}  # fmt: skip
        pillars = list(form.cleaned_data["pillars"])
        actions.save_profile(person, form.profile_fields(), pillars, list(named.values()), by=by, at=timezone.now())
        messages.success(request, _("Profil tersimpan."))
        return redirect("evaluations:own_profile") if is_own else redirect("evaluations:profile", person.pk)
    context = {"person": person, "form": form, "rows": rows, "is_own": is_own}
    return render(request, "evaluations/profile.html", context, status=200 if data is None else 422)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """All assessors with what is known of them."""
    secretary(request)
    rows = queries.assessors()
    profiles = queries.profiles_of(rows)
    lines = [(person, profiles.get(person.pk)) for person in rows]
    return render(request, "evaluations/assessors.html", {"lines": lines})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """An assessor's conflicts of interest in a whole cycle, before anybody is seated."""
    by = assessor(request.user)
    cycle = get_object_or_404(declares_in(request.user), pk=cycle_id)
    if by is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    rows = ConflictForms(data, prefix="b")
    refused, status = "", 200 if data is None else 422
    if data is not None and rows.is_valid():
        interests = [
            (regency, Interest(Conflict.Kind(typed["kind"]), typed["text"])) for regency, typed in regions_in(rows)
        ]
        try:
            actions.declare(cycle, interests, by=by, at=timezone.now())
        except Refused as reason:
            refused, status = str(reason), 409
        else:
            messages.success(request, _("Pernyataan Anda tersimpan."))
            return redirect("evaluations:declaration", cycle.pk)
    declared = Conflict.objects.filter(cycle=cycle, assessor=request.user.pk, source=Conflict.Source.DECLARED)
    context = {
        "cycle": cycle,
        "rows": rows,
        "refused": refused,
        "said": Declaration.objects.filter(cycle=cycle, assessor=request.user.pk).first(),
        "declared": declared.select_related("regency"),
    }
    return render(request, "evaluations/declaration.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """Who was asked, what was declared, and the hints to decide. A POST confirms or dismisses one hint."""
    by = secretary(request)
    cycle = get_object_or_404(Cycle, pk=cycle_id)
    hints, refused = queries.hints_of(cycle), ""
    if request.method == "POST":
        key, verdict = request.POST.get("hint", ""), request.POST.get("do", "")
        hint = next((row for row in hints if row.key == key), None)
        if hint is None or verdict not in ("confirm", "dismiss"):
            raise Http404
        try:
            actions.settle(cycle, hint, is_conflict=verdict == "confirm", by=by, at=timezone.now())
        except Refused as reason:
            refused = str(reason)
        else:
            messages.success(request, _("Petunjuk diputuskan."))
            return redirect(f"{reverse('evaluations:conflicts', args=[cycle.pk])}#petunjuk")
    rows = Conflict.objects.filter(cycle=cycle).select_related("assessor", "regency", "by")
    context = {
        "cycle": cycle,
        "hints": hints,
        "lines": queries.assessor_lines(cycle),
        "conflicts": rows,
        "refused": refused,
    }
    return render(request, "evaluations/conflicts.html", context, status=409 if refused else 200)
