"""Who has come to which submission, and what is open: access is fetching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor
from pillars.models import Indicator
from submissions import rules, words
from submissions.models import OwnWindow, Submission, Window
from submissions.queries import is_extended, why_read_only, windows_for
from submissions.queries.overview import Overview, Place, overview_of
from submissions.queries.own_windows import extension_of, late_open

ANY = "bagian-ini"  # stands for a section in an address that is resolved once for all of them


@dataclass(frozen=True)
class Visit:
    """A person before a submission. `closed` says why nothing can be changed now; empty: it can.

    `late` are the windows for late evidence that are open now.
    """

    submission: Submission
    reader: Actor
    writer: Actor | None
    windows: dict[str, Window]
    at: datetime
    late: Sequence[OwnWindow] = ()

    @property
    def closed(self) -> str:
        return why_read_only(self.submission, self.windows, self.at)

    @property
    def agencies(self) -> set[object] | None:
        """Agencies whose questions alone this person sees; None: all questions."""
        return rules.confined_to(self.reader)

    def overview(self) -> Overview:
        return overview_of(self.submission, self.agencies)

    def may_answer(self, place: Place) -> bool:
        """Whether this person answers that question, while answers are open."""
        return self.writer is not None and rules.writable(self.writer, place)

    def may_attach_late(self, place: Place) -> bool:
        """Whether this person attaches late evidence to that question now."""
        if self.writer is None or not any(place.pk in _asked(window) for window in self.late):
            return False
        agencies = rules.confined_to(self.writer)
        return agencies is None or place.agency_id in agencies

    def may_attach(self, place: Place) -> bool:
        """Whether this person attaches evidence to that question, with its answer or late."""
        return self.may_answer(place) or self.may_attach_late(place)


def visit(request: HttpRequest, pk: UUID) -> Visit:
    """The submission as this person may open it; 404 for strangers."""
    rows = Submission.objects.visible_to(request.user).select_related("cycle", "instrument", "regency__province")
    submission = get_object_or_404(rows, pk=pk)
    reader = rules.reads(request.user, submission)
    if reader is None:
        raise Http404
    writer = rules.answers(request.user, submission)
    at = timezone.now()
    return Visit(submission, reader, writer, windows_for(submission), at, late_open(submission, at))


def _asked(window: OwnWindow) -> set[UUID]:
    return {indicator.pk for indicator in window.indicators.all()}


def question(here: Visit, indicator_pk: UUID) -> tuple[Indicator, Place]:
    """A question of the submission that this person sees; 404 for any other."""
    place = here.overview().place(indicator_pk)
    if place is None:
        raise Http404
    return Indicator.objects.select_related("instrument").get(pk=place.pk), place


def frame(here: Visit, overview: Overview | None = None, *, active: str = "") -> dict[str, Any]:
    """What the pages of one submission have in common; with an `overview` also the section list."""
    submission = here.submission
    zone = submission.regency.timezone
    answers = here.windows.get(Window.Kind.ANSWERS)
    return {
        "submission": submission,
        "regency": submission.regency,
        "cycle": submission.cycle,
        "closed": here.closed,
        "countdown": words.countdown(answers, here.at, zone),
        "extension": extension_of(submission) if is_extended(answers) else None,
        "late": here.late,
        "is_confined": here.agencies is not None,
        "groups": groups_of(submission, overview, active) if overview else [],
    }


def groups_of(submission: Submission, overview: Overview, active: str) -> Sequence[dict[str, Any]]:
    """The section list (docs/interface.md): a group for each dimension that has pillars."""
    groups: list[dict[str, Any]] = []
    address = reverse("submissions:section", args=[submission.pk, ANY])
    with_pillars = {section.dimension for section in overview.sections if section.pillar}
    before = None
    for section in overview.sections:
        heading = section.dimension if section.dimension in with_pillars else ""
        if heading != before:
            groups.append({"label": section.dimension_label if heading else "", "sections": []})
            before = heading
        link = {
            "label": section.pillar or (_("Umum") if heading else section.dimension_label),
            "url": address.replace(ANY, section.slug),
            "active": section.slug == active,
            "filled": section.complete,
            "total": section.total,
            "is_full": section.complete == section.total,
            "is_started": section.complete > 0,
        }
        groups[-1]["sections"].append(link)
    return groups
