"""The answers of one section as a page. With scripts each field saves itself (`autosave`); without, the page is one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Actor
from common.steps import Refused
from pillars.models import Indicator
from submissions.actions import answers, carrying_over
from submissions.forms.answers import AnswersForm, draft_of, read_answers
from submissions.models import Answer, Submission
from submissions.presence import Shown, ticket
from submissions.queries.cases import NEWEST, Case, cases_of, questions_at
from submissions.queries.offers import offers_for
from submissions.queries.overview import Overview, Place, SectionProgress
from submissions.queries.receipts import excused_in
from submissions.views import drawing
from submissions.views.door import Visit, frame, visit
from submissions.views.lines import Line, Told, line_of

SURVEY_MEAN = Indicator.AnswerKind.SURVEY_MEAN
ALL = "all"


@dataclass(frozen=True)
class Page:
    """A section before a person."""

    here: Visit
    overview: Overview
    section: SectionProgress


@dataclass
class Outcome:
    """What came of saving: questions that stay unsaved keep what was typed."""

    form: AnswersForm = field(default_factory=AnswersForm)
    theirs: dict[int, Answer] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """409 where somebody else or the calendar stands in the way, 422 where something is not an answer."""
        if self.theirs or self.refused:
            return 409
        return 422 if self.form.errors else 200

    @property
    def unsaved(self) -> set[int]:
        return {*self.theirs, *self.refused, *self.form.errors}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """A POST saves the questions whose version it names; where it leads, the pressed button says."""
    here = visit(request, pk)
    overview = here.overview()
    found = overview.section(section)
    if found is None:
        raise Http404
    page = Page(here, overview, found)
    if request.method != "POST":
        return _show(request, page)
    if here.writer is None:
        raise PermissionDenied
    wanted = {place.pk for place in found.places if here.may_answer(place)}
    if not wanted:
        raise PermissionDenied
    cases = cases_of(here.submission, questions_at(here.submission.instrument, wanted))
    outcome = save(here, read_answers(request.POST, [case.indicator for case in cases]), cases, by=here.writer)
    if outcome.status != 200:
        return _show(request, page, outcome)
    messages.success(request, _("Jawaban bagian “%(section)s” tersimpan.") % {"section": found.label})
    if "confirm" in request.POST:
        return _confirmed(request, page, here.writer)
    return _onward(request, page)


def _confirmed(request: HttpRequest, page: Page, by: Actor) -> HttpResponse:
    """The pressed button says which carried answers hold: one by its number, or all that this person answers here."""
    here, number = page.here, request.POST["confirm"]
    places = [place for place in page.section.places if here.may_answer(place)]
    chosen = places if number == ALL else [place for place in places if str(place.order) == number]
    try:
        count = carrying_over.confirm(here.submission, {place.pk for place in chosen}, by=by, at=timezone.now())
    except Refused as reason:
        return _show(request, page, Outcome(refused={place.order: str(reason) for place in chosen}))
    if count:
        words = ngettext("%(count)d jawaban dikonfirmasi.", "%(count)d jawaban dikonfirmasi.", count)
        messages.success(request, words % {"count": count})
    anchor = f"#q-{number}" if number != ALL and chosen else ""
    return redirect(reverse("submissions:section", args=[here.submission.pk, page.section.slug]) + anchor)


def save(here: Visit, form: AnswersForm, cases: Sequence[Case], *, by: Actor) -> Outcome:
    """Save each row that differs from what is stored, each by itself: one that cannot be saved holds back no other."""
    outcome, at = Outcome(form), timezone.now()
    stored = {case.indicator.pk: case.answer for case in cases}
    for indicator, draft in form.drafts.items():
        answer = stored[indicator.pk]
        if draft.is_blank if answer is None else draft == draft_of(answer):
            continue
        try:
            answers.save(here.submission, indicator, draft, version=form.versions[indicator], by=by, at=at)
        except answers.Conflict as conflict:
            outcome.theirs[indicator.order] = conflict.current
        except Refused as reason:
            outcome.refused[indicator.order] = str(reason)
    return outcome


def lines_of(
    here: Visit,
    places: Sequence[Place],
    outcome: Outcome | None = None,
    *,
    upload: Mapping[int, str] | None = None,
    newest: int = NEWEST,
) -> list[Line]:
    """The rows of these questions with their newest files; those that could not be saved hold what was typed. Four
    queries, two of a frozen instrument, and one of what is offered; of what is handed in one more, of the reasons given
    for warnings."""
    outcome = outcome or Outcome()
    typed = {order: typed for order, typed in outcome.form.typed.items() if order in outcome.unsaved}
    form = AnswersForm(typed=typed, errors=outcome.form.errors)
    told = Told(outcome.theirs, outcome.refused, upload or {})
    by_pk = {place.pk: place for place in places}
    cases = cases_of(here.submission, questions_at(here.submission.instrument, by_pk), newest=newest)
    handed_in = here.submission.state == Submission.State.HANDED_IN
    excused = excused_in(here.submission.pk) if handed_in else {}
    lines = [
        line_of(case, by_pk[case.indicator.pk], here, form, told, excused.get(case.indicator.key, ())) for case in cases
    ]
    return _with_offers(here, lines)


def _with_offers(here: Visit, lines: list[Line]) -> list[Line]:
    """The open questions with what the portal could answer itself. At most a query for each year asked about."""
    found = offers_for(here.submission, [line.indicator for line in lines if line.is_open])
    return [
        replace(
            line,
            offer=found[line.indicator.pk].sentence,
            offer_url=reverse("submissions:offer", args=[here.submission.pk, line.indicator.pk]),
        )
        if line.indicator.pk in found
        else line
        for line in lines
    ]


def _show(request: HttpRequest, page: Page, outcome: Outcome | None = None) -> HttpResponse:
    outcome = outcome or Outcome()
    lines = lines_of(page.here, page.section.places, outcome)
    submission, writes = page.here.submission, any(line.is_open for line in lines)
    shown = Shown(str(request.user.pk), str(submission.pk), [str(line.indicator.pk) for line in lines], writes)
    context: dict[str, Any] = {
        "section": page.section,
        "lines": lines,
        "rows": [drawing.row(line) for line in lines],
        "is_open": writes,
        "carried": sum(line.is_carried and line.is_open for line in lines),
        "all": ALL,
        "surveyed": page.here.agencies is None and any(line.indicator.answer_kind == SURVEY_MEAN for line in lines),
        "fills": page.here.writer is not None,
        "ticket": ticket(shown),
        "takes_files": any(line.takes_files for line in lines),
        "upload_forms": [{"n": line.n, "url": line.evidence_url} for line in lines if line.takes_files],
        "most_bytes": settings.EVIDENCE_MAX_BYTES,
        "after": page.overview.after(page.section.slug),
        "unsaved": sorted(outcome.unsaved),
        "refusal": next(iter(outcome.refused.values()), ""),
    }
    context |= frame(page.here, page.overview, active=page.section.slug)
    return render(request, "submissions/section.html", context, status=outcome.status)


def _onward(request: HttpRequest, page: Page) -> HttpResponse:
    """Where the pressed button leads: to a file, to the next section, or back to this one."""
    submission = page.here.submission
    wanted = request.POST.get("attach", "")
    place = next((place for place in page.section.places if str(place.order) == wanted), None)
    if place is not None:
        return redirect("submissions:evidence_add", submission.pk, place.pk)
    if request.POST.get("detach"):
        return to_detach(request, submission)
    if "next" not in request.POST:
        return redirect("submissions:section", submission.pk, page.section.slug)
    after = page.overview.after(page.section.slug)
    if after is None:
        return redirect("submissions:detail", submission.pk)
    return redirect("submissions:section", submission.pk, after.slug)


def to_detach(request: HttpRequest, submission: Submission) -> HttpResponse:
    """To the page that asks before the file named by the pressed button is taken off."""
    try:
        return redirect("submissions:evidence_remove", submission.pk, UUID(request.POST["detach"]))
    except ValueError:
        raise Http404 from None
