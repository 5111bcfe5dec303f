"""What becomes of questions with agencies: given back, looked at, accepted or returned; and a letter to ask for them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from common.clock import sentence, zone_label
from common.printable import printable
from common.steps import Refused
from regencies.models import Agency
from submissions import rules, words
from submissions.actions import handing_over
from submissions.forms.handing_over import LONGEST_REASON, read_ids, reason_error
from submissions.forms.times import read_instant
from submissions.models import HandOver
from submissions.queries.handing_over import Handed, handed_of
from submissions.queries.staffing import contributors_of
from submissions.views.door import Visit, frame, visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A contributor's questions, and giving them back: those ticked, or (`all`) every complete one."""
    here = visit(request, pk)
    if here.agencies is None:
        raise PermissionDenied
    found = handed_of(here.submission, here.agencies)
    if request.method != "POST":
        return _back_page(request, here, found)
    by = rules.gives_back(request.user, here.submission)
    if by is None:
        raise PermissionDenied
    wanted = {row.row.pk for row in found if row.is_ready} if "all" in request.POST else _ticked(request)
    if not wanted:
        error = _("Pilih sekurangnya satu pertanyaan yang lengkap.")
        return _back_page(request, here, found, error=error, status=422)
    try:
        count = handing_over.give_back(here.submission, wanted, agencies=here.agencies, by=by, at=here.at)
    except Refused as reason:
        return _back_page(request, here, found, error=str(reason), wanted=wanted, status=409)
    text = ngettext(
        "%(count)d pertanyaan diserahkan kembali ke operator.",
        "%(count)d pertanyaan diserahkan kembali ke operator.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("submissions:hand_over_back", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What agencies have and gave back, given back first; a POST accepts those ticked, or (`all`) all given back."""
    here = visit(request, pk)
    if here.agencies is not None:
        raise PermissionDenied
    found = handed_of(here.submission)
    if request.method != "POST":
        return _review_page(request, here, found)
    by = rules.hands_over(request.user, here.submission)
    if by is None:
        raise PermissionDenied
    wanted = {row.row.pk for row in found if row.is_given_back} if "all" in request.POST else _ticked(request)
    if not wanted:
        error = _("Pilih sekurangnya satu pertanyaan.")
        return _review_page(request, here, found, error=error, status=422)
    try:
        count = handing_over.accept(here.submission, wanted, by=by, at=here.at)
    except Refused as reason:
        return _review_page(request, here, found, error=str(reason), wanted=wanted, status=409)
    text = ngettext("%(count)d jawaban diterima.", "%(count)d jawaban diterima.", count)
    messages.success(request, text % {"count": count})
    return redirect("submissions:hand_over_review", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def return_one(request: HttpRequest, pk: UUID, hand_over_pk: UUID) -> HttpResponse:
    """The answer of an agency, and returning it with a reason and, if wanted, another date."""
    here = visit(request, pk)
    if here.agencies is not None:
        raise PermissionDenied
    found = next((row for row in handed_of(here.submission) if row.row.pk == hand_over_pk), None)
    if found is None:
        raise Http404
    by = rules.hands_over(request.user, here.submission)
    if by is None:
        raise PermissionDenied
    if request.method != "POST":
        return _return_page(request, here, found)
    reason = printable(request.POST.get("reason", ""))
    typed = {"reason": reason, "day": request.POST.get("due_day", ""), "hour": request.POST.get("due_hour", "")}
    due_at, due_error = None, ""
    if typed["day"].strip():
        due_at, due_error = read_instant(typed["day"], typed["hour"] or "16:00", here.submission.regency.timezone)
    errors = {"reason": reason_error(reason), "due": due_error}
    if any(errors.values()):
        return _return_page(request, here, found, typed=typed, errors=errors, status=422)
    try:
        handing_over.return_to_agency(found.row, reason=reason, due_at=due_at, by=by, at=here.at)
    except Refused as why:
        return _return_page(request, here, found, typed=typed, refused=str(why), status=409)
    told = {"number": found.row.indicator.order, "agency": found.row.agency.code}
    messages.success(request, _("Pertanyaan nomor %(number)d dikembalikan ke %(agency)s.") % told)
    return redirect("submissions:hand_over_review", pk)


@login_required
@require_safe
def message(request: HttpRequest, pk: UUID, agency_pk: UUID) -> HttpResponse:
    """A letter to an agency about what is open there, to copy or to send with the own means."""
    here = visit(request, pk)
    if here.agencies is not None:
        raise PermissionDenied
    agency = get_object_or_404(Agency, pk=agency_pk, regency=here.submission.regency_id)
    rows = [row for row in handed_of(here.submission, [agency.pk]) if row.is_with_agency]
    people = contributors_of(agency)
    text = letter(here, rows)
    subject = _("Isian %(region)s: pertanyaan untuk %(agency)s") % {
        "region": here.submission.regency,
        "agency": agency.code,
    }
    context = frame(here) | {
        "agency": agency,
        "rows": rows,
        "people": people,
        "text": text,
        "whatsapp": f"https://wa.me/?text={quote(text)}",
        "mail": f"mailto:{quote(','.join(row.email for row in people), safe='@,')}"
        f"?subject={quote(subject)}&body={quote(text)}",
    }
    return render(request, "submissions/hand_over_message.html", context)


def letter(here: Visit, rows: list[Handed]) -> str:
    """What to tell an agency: the region, how many questions, until when, where; those that are late by name."""
    submission, zone = here.submission, here.submission.regency.timezone
    due = min((row.row.due_at for row in rows if row.row.due_at), default=None)
    address = reverse("submissions:hand_over_back", args=[submission.pk])
    context = {
        "region": submission.regency.name,
        "cycle": submission.cycle.name,
        "count": len(rows),
        "due": sentence(due, zone) if due else "",
        "late": sum(row.is_overdue(here.at) for row in rows),
        "returned": sum(row.row.state == HandOver.State.RETURNED for row in rows),
        "messages": list(dict.fromkeys(row.row.message for row in rows if row.row.message)),
        "address": f"{settings.PORTAL_URL}{address}",
    }
    return render_to_string("submissions/hand_over_letter.txt", context).strip()


def _ticked(request: HttpRequest) -> set[UUID]:
    return read_ids(request.POST.getlist("row"))


def _lines(here: Visit, found: list[Handed]) -> list[dict[str, Any]]:
    return [
        {
            "handed": handed,
            "row": handed.row,
            "value": words.answer(handed.answer, handed.row.indicator),
            "is_overdue": handed.is_overdue(here.at),
        }
        for handed in found
    ]


def _back_page(
    request: HttpRequest, here: Visit, found: list[Handed], *, status: int = 200, **told: Any
) -> HttpResponse:
    context = frame(here) | {
        "lines": _lines(here, found),
        "ready": sum(row.is_ready for row in found),
        "open": sum(row.is_with_agency for row in found),
        **told,
    }
    return render(request, "submissions/hand_over_back.html", context, status=status)


def _review_page(
    request: HttpRequest, here: Visit, found: list[Handed], *, status: int = 200, **told: Any
) -> HttpResponse:
    context = frame(here) | {
        "lines": _lines(here, found),
        "waiting": sum(row.is_given_back for row in found),
        "may_decide": rules.hands_over(request.user, here.submission) is not None and not here.closed,
        **told,
    }
    return render(request, "submissions/hand_over_review.html", context, status=status)


def _return_page(request: HttpRequest, here: Visit, found: Handed, *, status: int = 200, **told: Any) -> HttpResponse:
    context = frame(here) | {
        "handed": found,
        "value": words.answer(found.answer, found.row.indicator),
        "possible": found.is_given_back and not here.closed,
        "zone": zone_label(here.submission.regency.timezone),
        "longest": LONGEST_REASON,
        **told,
    }
    return render(request, "submissions/hand_over_return.html", context, status=status)
