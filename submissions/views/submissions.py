"""Own submissions, and one submission at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.rules import assessor, secretariat
from common.steps import available
from pillars.models import Indicator
from regencies.rules import acting_in, own_codes
from submissions import rules, words
from submissions.models import Cycle, Submission
from submissions.queries import answers_of, missing_of
from submissions.queries.desk import Desk, checklist, desks_of, history_of, tiles_of
from submissions.queries.overview import indicators_seen
from submissions.queries.receipts import receipts_of
from submissions.views.door import Visit, frame, visit
from submissions.workflow import SUBMISSION_STEPS

SURVEY_MEAN = Indicator.AnswerKind.SURVEY_MEAN
SHOWN = 20  # questions of the checklist before "show all"


@login_required
@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    """Own submissions, the running ones first; everybody else is told where to look."""
    now = timezone.now()
    codes = own_codes(request.user, Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR)
    rows = Submission.objects.visible_to(request.user).filter(regency__in=codes).select_related("cycle", "regency")
    found = list(rows.order_by("-cycle__year", "-cycle__stage", "regency"))
    desks = [
        (desk, words.countdown(desk.window, now, desk.submission.regency.timezone))
        for desk in desks_of(found, _confined(request, found))
    ]
    context = {
        "running": [pair for pair in desks if _is_running(pair[0])],
        "past": [desk for desk, _countdown in desks if not _is_running(desk)],
        "is_staff": bool(codes),
        "is_secretariat": secretariat(request.user) is not None,
        "is_assessor": assessor(request.user) is not None,
    }
    return render(request, "submissions/list.html", context)


def _confined(request: HttpRequest, rows: Sequence[Submission]) -> dict[UUID, set[object]]:
    """Agencies whose questions alone this person sees, for the submissions where that is so."""
    found: dict[UUID, set[object]] = {}
    for row in rows:
        reader = rules.reads(request.user, row)
        agencies = rules.confined_to(reader) if reader else set()
        if agencies is not None:
            found[row.pk] = agencies
    return found


def _is_running(desk: Desk) -> bool:
    return desk.submission.cycle.state == Cycle.State.SELF_ASSESSMENT


@login_required
@require_safe
def submission(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Progress by pillar and dimension, what is missing, and what to do next."""
    here = visit(request, pk)
    overview = here.overview()
    indicators = indicators_seen(here.submission, overview)
    answers = answers_of(here.submission)
    missing = checklist(missing_of(indicators, answers)) if here.submission.state == "filling" else []
    shown = missing if "semua" in request.GET else missing[:SHOWN]
    context = frame(here, overview) | {
        "overview": overview,
        "tiles": tiles_of(overview, indicators, answers),
        "missing": shown,
        "missing_count": len(missing),
        "hidden_count": len(missing) - len(shown),
        "gap_count": sum(row.is_gap for row in missing),
        "surveyed": here.agencies is None and any(row.answer_kind == SURVEY_MEAN for row in indicators),
        "carried_count": sum(answer.awaits_confirmation for answer in answers.values()),
        "may_carry": here.submission.cycle.previous_id is not None and not here.closed,
        "first_open": next((row for row in overview.sections if row.complete < row.total), None),
        "agencies": overview.agencies(here.at),
        "history": history_of(here.submission),
        "receipts": receipts_of(here.submission) if rules.reads_receipt(request.user, here.submission) else [],
    }
    return render(request, "submissions/detail.html", context | _doors(request, here))


def _doors(request: HttpRequest, here: Visit) -> dict[str, Any]:
    """What this person may do with the submission, beside reading it."""
    is_secretariat = rules.sends_back(request.user) is not None
    steps = available(SUBMISSION_STEPS, here.submission.state) if is_secretariat else []
    return {
        "may_answer": here.writer is not None,
        "may_hand_in": rules.hands_in(request.user, here.submission) is not None,
        "may_give_time": rules.gives_time(request.user) is not None,
        "may_hand_over": rules.hands_over(request.user, here.submission) is not None,
        "is_region": acting_in(request.user, here.submission.regency_id, Role.OPERATOR, Role.HEAD) is not None,
        "steps": [(name, step) for name, step in steps if name != "hand_in"],
    }
