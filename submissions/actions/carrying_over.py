"""Last year's answers: taken over in bulk, and confirmed by those who stand by them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from submissions.actions.evidence import MOST_ATTACHMENTS
from submissions.actions.submissions import lock_open, tell
from submissions.models import CONTENT, Answer, Attachment, Submission
from submissions.queries.carrying_over import Carried, newest_versions, plan_of


@transaction.atomic
def carry_over(
    submission: Submission, wanted: Collection[UUID], *, with_files: bool, by: Actor, at: datetime
) -> tuple[int, int]:
    """Take last year's answers of these questions; returns how many answers and links to files arrived.

    None that has content is touched. Raises `Refused` when answers are closed or there is nothing to take.
    """
    lock_open(submission, at=at)
    found = plan_of(submission, wanted).carried
    if not found:
        raise Refused(_("Tidak ada jawaban tahun lalu yang dapat diambil."))
    _take(submission, found, by=by, at=at)
    files = _link_files(submission, found, by=by, at=at) if with_files else 0
    after = {"questions": [row.indicator.order for row in found], "evidence": files}
    tell("answer.carry_over", submission, by=by, at=at, after=after)
    return len(found), files


@transaction.atomic
def confirm(submission: Submission, wanted: Collection[UUID], *, by: Actor, at: datetime) -> int:
    """Stand by the carried answers of these questions as they are; returns how many waited for it.

    Nothing is written when none waits: writing in an answer confirms it too. Raises `Refused` when answers are closed.
    """
    lock_open(submission, at=at)
    rows = Answer.objects.filter(submission=submission, indicator__in=wanted, awaits_confirmation=True)
    orders = list(rows.order_by("indicator__order").values_list("indicator__order", flat=True))
    if orders:
        rows.update(awaits_confirmation=False)
        tell("answer.confirm", submission, by=by, at=at, after={"questions": orders})
    return len(orders)


def _take(submission: Submission, found: Sequence[Carried], *, by: Actor, at: datetime) -> None:
    """Last year's content into this year's rows, new ones where there are none. Two queries."""
    begun = [
        _filled(Answer(submission=submission, indicator=row.indicator, version=0), row, by=by, at=at)
        for row in found
        if row.now is None
    ]
    taken = [_filled(row.now, row, by=by, at=at) for row in found if row.now is not None]
    Answer.objects.bulk_create(begun)
    marks = ("carried_from", "awaits_confirmation", "version", "field_versions", "changed_at", "changed_by")
    Answer.objects.bulk_update(taken, (*CONTENT, *marks))


def _filled(answer: Answer, row: Carried, *, by: Actor, at: datetime) -> Answer:
    """The answer with last year's content, one version further than what stands there."""
    _before, filled = journal.changes(Answer(), {name: getattr(row.before, name) for name in CONTENT})
    for name in filled:
        setattr(answer, name, getattr(row.before, name))
    answer.version += 1
    answer.field_versions = answer.field_versions | dict.fromkeys(filled, answer.version)
    answer.carried_from, answer.awaits_confirmation = row.before, True
    answer.changed_at, answer.changed_by = at, by.user
    return answer


def _link_files(submission: Submission, found: Sequence[Carried], *, by: Actor, at: datetime) -> int:
    """Link the files of last year's answers too, each in its newest version, as many as an answer may have.

    A page pointer stays only with the very file it points into.
    """
    newest = newest_versions(submission.regency_id)
    targets = {row.before.pk: row.indicator.pk for row in found}
    now = {row.indicator_id: row for row in Answer.objects.filter(submission=submission)}
    linked: dict[Any, set[UUID]] = {}
    for answer_id, evidence_id in Attachment.objects.filter(answer__submission=submission).values_list(
        "answer_id", "evidence_id"
    ):
        linked.setdefault(answer_id, set()).add(evidence_id)
    links = []
    for old in Attachment.objects.filter(answer__in=list(targets)):
        answer = now[targets[old.answer_id]]
        known = linked.setdefault(answer.pk, set())
        current = newest.get(old.evidence_id, old.evidence_id)
        if current not in known and len(known) < MOST_ATTACHMENTS:
            known.add(current)
            page = old.page if current == old.evidence_id else None
            fields = {"evidence_id": current, "page": page, "note": old.note}
            links.append(Attachment(answer=answer, added_at=at, added_by=by.user, **fields))
    return len(Attachment.objects.bulk_create(links))
