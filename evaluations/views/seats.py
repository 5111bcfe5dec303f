"""An assessor's desk, one seat, and the evidence that is read through it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rules import assessor
from common.downloads import attachment
from evaluations import queries, rules, words
from evaluations.actions.marks import why_closed
from evaluations.models import Note, Seat
from evaluations.queries.desk import evidence_count
from evaluations.queries.followups import earlier_notes, without_question
from evaluations.rules import asked_seats, declares_in, own_seats, practices_waiting, visible_marks, visible_replies
from evaluations.views.followed import followed
from submissions.models import Attachment, Cycle, Submission, Window
from surveys.models import Survey

SLUG = "bagian-ini"
"""Stands for a section's own name in an address."""


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Own seats: the running cycles first, the announced ones below."""
    if assessor(request.user) is None:
        raise Http404
    now = timezone.now()
    groups = queries.desk_of(own_seats(request.user))
    shown = [(group, words.countdown(group.window, now, str(timezone.get_default_timezone()))) for group in groups]
    asked = asked_seats(request.user).filter(state=Seat.State.INVITED)
    context = {
        "invitations": asked.select_related("submission__regency__province", "submission__cycle"),
        "practice": practices_waiting(request.user),
        "declares": declares_in(request.user).order_by("-year", "name"),
        "running": sorted(
            (pair for pair in shown if pair[0].cycle.state != Cycle.State.ANNOUNCED),
            key=lambda pair: pair[0].cycle.state != Cycle.State.ASSESSMENT,
        ),
        "past": [group for group, _countdown in shown if group.cycle.state == Cycle.State.ANNOUNCED],
    }
    return render(request, "evaluations/desk.html", context)


@login_required
@require_safe
def seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One region: its sections, what is missing; once handed in, the panel's marks side by side."""
    row = own_seat(request, pk)
    standing = queries.standing_of(row)
    elsewhere = without_question(earlier_notes(row), {question.key for question in standing.questions})
    context = frame(row, queries.overview_of(row, standing), at=timezone.now()) | {
        "earlier": followed(elsewhere, row),
        "evidence_count": evidence_count(row),
        "has_survey": Survey.objects.filter(submission=row.submission_id).exists(),
    }
    if row.state == Seat.State.HANDED_IN:
        handed_in = Seat.objects.filter(submission=row.submission_id, state=Seat.State.HANDED_IN)
        seats = handed_in.select_related("assessor").order_by("number")
        if row.submission.cycle.state in (Cycle.State.PLENARY, Cycle.State.ANNOUNCED):
            objections = visible_replies(request.user).filter(result__submission=row.submission_id, kind="object")
            context["replies"] = objections.select_related("indicator")
        context["panel"] = queries.panel_marks(row, seats, visible_marks(request.user))
    return render(request, "evaluations/seat.html", context)


@login_required
@require_safe
def evidence(request: HttpRequest, pk: UUID, attachment_pk: UUID) -> HttpResponseBase:
    """A file of a handed-in submission, for those who sit on its panel."""
    row = own_seat(request, pk)
    files = Attachment.objects.filter(
        answer__submission=row.submission_id, answer__submission__state=Submission.State.HANDED_IN
    )
    found = get_object_or_404(files.select_related("evidence"), pk=attachment_pk).evidence
    return attachment(found.file.open("rb"), name=found.name, mime=found.mime)


def own_seat(request: HttpRequest, pk: UUID) -> Seat:
    """The seat with all that its pages show; 404 for everybody but the assessor who sits there."""
    found = rules.own_seat(request.user, pk)
    if found is None:
        raise Http404
    return found


def frame(row: Seat, overview: queries.Overview | None, *, at: datetime, active: str = "") -> dict[str, Any]:
    """What the pages of one seat have in common: place, sections with ticks, why it is closed, the countdown."""
    windows = queries.window_of(row)
    zone = row.submission.regency.timezone
    return {
        "seat": row,
        "submission": row.submission,
        "regency": row.submission.regency,
        "cycle": row.submission.cycle,
        "overview": overview,
        "groups": _groups(row, overview, active) if overview else [],
        "closed": why_closed(row, windows, at),
        "countdown": words.countdown(windows.get(Window.Kind.ASSESSMENT), at, zone),
    }


def _groups(row: Seat, overview: queries.Overview, active: str) -> list[dict[str, Any]]:
    """The section list (docs/interface.md): a group a dimension that has pillars, the notes at the end."""
    groups: list[dict[str, Any]] = []
    section_url = reverse("evaluations:section", args=[row.pk, SLUG])  # resolved once: a seat has a dozen sections
    with_pillars = {section.dimension for section in overview.sections if section.pillar}
    for section in overview.sections:
        heading = section.dimension_label if section.dimension in with_pillars else ""
        if not groups or groups[-1]["label"] != heading:
            groups.append({"label": heading, "sections": []})
        url = section_url.replace(SLUG, section.slug)
        label = section.pillar or (_("Umum") if heading else section.dimension_label)
        groups[-1]["sections"].append(_link(label, url, section.slug == active, section.marked, section.total))
    url = reverse("evaluations:notes", args=[row.pk])
    notes = _link(_("Catatan"), url, active == "notes", overview.notes, len(Note.Kind))
    return [*groups, {"label": _("Untuk laporan"), "sections": [notes]}]


def _link(label: str, url: str, active: bool, filled: int, total: int) -> dict[str, Any]:
    return {
        "label": label,
        "url": url,
        "active": active,
        "filled": filled,
        "total": total,
        "is_full": filled == total,
        "is_started": filled > 0,
    }
