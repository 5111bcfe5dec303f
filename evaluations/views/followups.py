"""Recommendations followed up: the region's list, one of them, and its files as this year's assessors open them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Actor, Role
from common.downloads import attachment
from common.steps import Refused
from evaluations.actions import followups as actions
from evaluations.followup_forms import FollowUpForm
from evaluations.models import FollowUp, Note
from evaluations.queries import followups as queries
from evaluations.rules import follows_up, visible_notes
from evaluations.views.seats import own_seat
from regencies.models import Regency
from regencies.rules import visible_regencies
from submissions.models import Evidence
from submissions.queries.evidence import library_of
from submissions.rules import confined_to, reads_library


@login_required
@require_safe
def follow_ups(request: HttpRequest, code: str) -> HttpResponse:
    """What the panel of an announced cycle recommended and found weak, and how far the region is; the newest first."""
    regency = _regency(request, code)
    rows = _notes(request, regency)
    cycles = queries.cycles_of(rows)
    wanted = request.GET.get("siklus")
    cycle = next((row for row in cycles if wanted is None or str(row.pk) == wanted), None)
    if wanted is not None and cycle is None:
        raise Http404
    today = timezone.now().astimezone(ZoneInfo(regency.timezone)).date()
    lines = queries.lines_of(rows.filter(seat__submission__cycle=cycle), today) if cycle else []
    reader = reads_library(request.user, code)
    context = {
        "regency": regency,
        "cycles": cycles,
        "cycle": cycle,
        "lines": [(line, follows_up(request.user, line.note, line.follow_up) is not None) for line in lines],
        "counts": queries.counts_of(lines),
        "opens_files": reader is not None and confined_to(reader) is None,
    }
    return render(request, "evaluations/follow_ups.html", context)


@dataclass(frozen=True)
class Page:
    """One recommendation before a person who may record what became of it."""

    regency: Regency
    note: Note
    follow_up: FollowUp | None
    by: Actor

    @property
    def address(self) -> str:
        return f"?siklus={self.note.seat.submission.cycle_id}#n-{self.note.pk}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A POST records, or (`do=search`) looks for files and keeps what was typed."""
    regency = _regency(request, code)
    related = ("indicator", "seat__submission__cycle", "follow_up__agency", "follow_up__person")
    note = get_object_or_404(_notes(request, regency).select_related(*related), pk=pk)
    found = queries.follow_up_of(note)
    by = follows_up(request.user, note, found)
    if by is None:
        raise PermissionDenied
    page = Page(regency, note, found, by)
    if request.method != "POST":
        linked = [file.pk for file in found.files.all()] if found else []
        return _show(request, page, _form(page, linked, initial=_stored(found) | {"proof": linked}))
    chosen = [value for value in request.POST.getlist("proof") if _is_id(value)]
    if request.POST.get("do") == "search":
        typed = request.POST.dict() | {"proof": chosen}
        search = request.POST.get("search", "")
        return _show(request, page, _form(page, chosen, search=search, initial=typed), search=search)
    form = _form(page, chosen, data=request.POST)
    if not form.is_valid():
        return _show(request, page, form, status=422)
    try:
        actions.record(note, _plan(page, form), by=by, at=timezone.now())
    except Refused as reason:
        return _show(request, page, form, refused=str(reason), status=409)
    messages.success(request, _("Tersimpan."))
    return redirect(f"{request.path.rsplit('/', 2)[0]}/{page.address}")


def _plan(page: Page, form: FollowUpForm) -> actions.Plan:
    """What was typed; whoever may not change owner and day keeps them, and the files that person does not see."""
    given, now = form.cleaned_data, page.follow_up
    files = list(given["proof"])
    if now is None or page.by.role == Role.OPERATOR:
        return actions.Plan(given["state"], given["agency"], given["person"], given["due"], given["remark"], files)
    hidden = now.files.exclude(pk__in=_library(page).order_by().values("pk"))
    return actions.Plan(given["state"], now.agency, now.person, now.due, given["remark"], [*files, *hidden])


def _form(page: Page, chosen: list[Any], *, search: str = "", **options: Any) -> FollowUpForm:
    return FollowUpForm(
        code=page.regency.pk,
        library=_library(page),
        chosen=chosen,
        search=search,
        is_owner_fixed=page.by.role != Role.OPERATOR,
        **options,
    )


def _library(page: Page) -> Any:
    return library_of(page.regency.pk, page.by, confined_to(page.by))


def _stored(row: FollowUp | None) -> dict[str, Any]:
    if row is None:
        return {"state": FollowUp.State.OPEN}
    names = ("agency_id", "person_id", "due", "state", "remark")
    return {name.removesuffix("_id"): getattr(row, name) for name in names}


def _show(
    request: HttpRequest, page: Page, form: FollowUpForm, *, search: str = "", refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "regency": page.regency,
        "note": page.note,
        "follow_up": page.follow_up,
        "cycle": page.note.seat.submission.cycle,
        "form": form,
        "search": search,
        "back": page.address,
        "refused": refused,
        "is_operator": page.by.role == Role.OPERATOR,
    }
    return render(request, "evaluations/follow_up.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, pk: UUID, file_pk: UUID) -> HttpResponseBase:
    """A file that shows what became of last year's recommendation, for who sits on this year's panel."""
    linked = {key for note in queries.earlier_notes(own_seat(request, pk)) for key, _name in note.files}
    if file_pk not in linked:
        raise Http404
    found = get_object_or_404(Evidence, pk=file_pk)
    return attachment(found.file.open("rb"), name=found.name, mime=found.mime)


def _regency(request: HttpRequest, code: str) -> Regency:
    return get_object_or_404(visible_regencies(request.user), pk=code)


def _notes(request: HttpRequest, regency: Regency) -> Any:
    return queries.read_by_regions(visible_notes(request.user)).filter(seat__submission__regency=regency)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
