"""What every page of the portal has around it: the menu of this person, the role under the name, the demo ribbon."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Role, User
from accounts.rules import national_roles
from common import request_id
from regencies.rules import memberships

STAFF = frozenset({Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR})
OF_REGION = STAFF | {Role.COUNCIL}


@lru_cache
def _address(name: str) -> str:
    """The address of a page without an object: the same as long as the process runs."""
    return reverse(name)


def context(request: HttpRequest) -> dict[str, Any]:
    """`navigation`, `role_label`, `demo`, `request_id`. Reads nothing until a template asks."""
    user = getattr(request, "user", None)
    found: dict[str, Any] = {"demo": settings.DEMO, "request_id": request_id.current()}
    if isinstance(user, User) or getattr(user, "is_authenticated", False):
        found["navigation"] = SimpleLazyObject(lambda: _menu(request))
        found["role_label"] = SimpleLazyObject(lambda: _role_label(request))
    return found


def _held(request: HttpRequest) -> set[str]:
    user: Any = request.user
    return {str(role) for role in national_roles(user)} | {str(row.role) for row in memberships(user)}


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Pages that have something for this person; the active one is marked."""
    held = _held(request)
    in_region = bool(held & OF_REGION) or Role.SECRETARIAT in held
    # "banyak": the name of many. As the heading of a column, "Daerah" is one region; here it is all of them.
    rows = [
        (_("Beranda"), _address("reports:home"), True),
        (pgettext("banyak", "Isian"), _address("submissions:list"), bool(held & STAFF)),
        (pgettext("banyak", "Penilaian"), _address("evaluations:desk"), Role.ASSESSOR in held),
        (pgettext("banyak", "Siklus"), _address("submissions:cycles"), Role.SECRETARIAT in held),
        (pgettext("banyak", "Instrumen"), _address("pillars:list"), Role.SECRETARIAT in held),
        (_("Dokumen"), _address("documents:list"), in_region),
        (pgettext("banyak", "Quick Win"), _address("quickwins:list"), in_region or Role.ASSESSOR in held),
        (pgettext("banyak", "Daerah"), _address("regencies:list"), in_region),
        (pgettext("banyak", "Peringkat"), _address("reports:ranking"), True),
        (_("Orang"), _address("regencies:people"), Role.ADMINISTRATOR in held),
        (_("Riwayat"), _address("reports:history"), True),
    ]
    shown = [(label, url) for label, url, is_there in rows if is_there]
    here = _place(request.path)
    return [{"label": label, "url": url, "active": url == here} for label, url in shown]


def _place(path: str) -> str:
    """Address of the menu entry that a page belongs to; empty for pages that belong to none, such as the own account."""
    homes = {
        "reports:home": ("/",),
        "submissions:list": ("/isian/", "/pustaka/", "/survei/isian/"),
        "evaluations:desk": ("/penilaian/", "/pleno/"),
        "submissions:cycles": (
            "/siklus/",
            "/kalibrasi/",
            "/panel/",
            "/susunan/",
            "/asesor/",
            "/sanggahan/",
            "/pratinjau/",
        ),
        "pillars:list": ("/instrumen/",),
        "documents:list": ("/dokumen/", "/keselarasan/"),
        "quickwins:list": ("/quick-win/",),
        "regencies:people": ("/daerah/orang/",),
        "regencies:list": ("/daerah/",),
        "reports:ranking": ("/peringkat/", "/hasil/"),
        "reports:history": ("/riwayat/",),
    }
    for name, places in homes.items():
        if path == "/" if places == ("/",) else path.startswith(places):
            return _address(name)
    return ""


def _role_label(request: HttpRequest) -> str:
    user: Any = request.user
    own = [f"{row.get_role_display()} · {row.agency or row.regency}" for row in memberships(user)]
    held = national_roles(user)
    national = [str(role.label) for role in Role if role.value in held]
    return ", ".join([*national, *own])
