"""Steps about one account that take something away or give it back: each is asked for on a page that says what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Actor, NationalRole, User
from common.steps import Refused
from regencies import actions
from regencies.forms import ReasonForm
from regencies.models import Membership


@dataclass(frozen=True)
class Asked:
    """What the page asks, what will happen, and the sentence once it has."""

    heading: str
    consequences: str
    button: str
    done: str
    act: Callable[[str], object]
    danger: bool = True


def step_of(request: HttpRequest, person: User, name: str, by: Actor) -> HttpResponse:
    """Ask on GET, do on POST. `name` is "aktifkan", "nonaktifkan", or "akhiri-nasional-12", "akhiri-daerah-12"."""
    asked = _asked(person, name, by)
    form, refusal, status = ReasonForm(request.POST if request.method == "POST" else None), "", 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                asked.act(form.cleaned_data["reason"])
            except Refused as reason:
                refusal, status = str(reason), 409
            else:
                messages.success(request, asked.done)
                return redirect("regencies:person", person.pk)
    context = {"person": person, "step": name, "asked": asked, "form": form, "refusal": refusal}
    return render(request, "regencies/person_step.html", context, status=status)


def _asked(person: User, name: str, by: Actor) -> Asked:
    verb, _dash, rest = name.partition("-")
    kind, _dash, key = rest.partition("-")
    if name == "nonaktifkan":
        return _deactivate(person, by)
    if name == "aktifkan":
        return _activate(person, by)
    if verb == "akhiri" and key.isascii() and key.isdigit() and len(key) < 19:
        if kind == "nasional":
            return _end_national(get_object_or_404(NationalRole, pk=key, user=person), person, by)
        if kind == "daerah":
            rows = Membership.objects.select_related("regency", "agency")
            return _end_regional(get_object_or_404(rows, pk=key, user=person), person, by)
    raise Http404


def _deactivate(person: User, by: Actor) -> Asked:
    return Asked(
        heading=_("Nonaktifkan akun %s?") % person.name,
        consequences=_(
            "Orang ini tidak dapat masuk lagi, dan sesi yang masih terbuka langsung berakhir. Jawaban, nilai, catatan, "
            "dan riwayatnya tetap ada, begitu pula perannya. Akun dapat diaktifkan kembali."
        ),
        button=_("Nonaktifkan akun"),
        done=_("Akun %s dinonaktifkan.") % person.name,
        act=lambda reason: accounts.deactivate(person, reason=reason, by=by, at=timezone.now()),
    )


def _activate(person: User, by: Actor) -> Asked:
    return Asked(
        heading=_("Aktifkan kembali akun %s?") % person.name,
        consequences=_("Orang ini dapat masuk lagi dengan kata sandinya, dengan peran yang masih berjalan."),
        button=_("Aktifkan akun"),
        done=_("Akun %s aktif kembali.") % person.name,
        act=lambda reason: accounts.activate(person, reason=reason, by=by, at=timezone.now()),
        danger=False,
    )


def _end_national(held: NationalRole, person: User, by: Actor) -> Asked:
    return _end(
        person,
        held.get_role_display(),
        _("seluruh Indonesia"),
        lambda reason: accounts.revoke_role(held, by=by, at=timezone.now(), reason=reason),
    )


def _end_regional(held: Membership, person: User, by: Actor) -> Asked:
    place = f"{held.regency.name} · {held.agency.name}" if held.agency else held.regency.name
    return _end(
        person,
        held.get_role_display(),
        place,
        lambda reason: actions.end_membership(held, by=by, at=timezone.now(), reason=reason),
    )


def _end(person: User, role: str, place: str, act: Callable[[str], object]) -> Asked:
    words = {"name": person.name, "role": role, "place": place}
    return Asked(
        heading=_("Akhiri peran %(role)s untuk %(name)s?") % words,
        consequences=_(
            "Mulai saat ini %(name)s tidak lagi bertindak sebagai %(role)s (%(place)s) dan tidak melihat halaman yang "
            "hanya terbuka untuk peran itu. Yang sudah dikerjakan tetap ada. Peran dapat diberikan lagi kemudian."
        )
        % words,
        button=_("Akhiri peran"),
        done=_("Peran %(role)s untuk %(name)s diakhiri.") % words,
        act=act,
    )
