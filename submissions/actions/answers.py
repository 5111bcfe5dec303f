"""Answers: saved field by field, or whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions.actions.submissions import lock_open
from submissions.models import Answer, Submission
from submissions.queries import why_read_only
from submissions.queries.slots import Slot


@dataclass(frozen=True)
class Draft:
    """What a person wants an answer to be: all of its content, checked by the form."""

    yes: bool | None = None
    number: Decimal | None = None
    text: str = ""
    narrative: str = ""
    own_level: int | None = None
    not_applicable: bool = False
    not_applicable_reason: str = ""

    def as_fields(self) -> dict[str, Any]:
        return dict(self.__dict__)

    @property
    def is_blank(self) -> bool:
        return self == Draft()


class Conflict(Refused):
    """Somebody saved this answer in between; `current` is what stands now."""

    def __init__(self, current: Answer) -> None:
        super().__init__(_("Jawaban ini sudah diubah orang lain sejak halaman Anda dibuka."))
        self.current = current


class Overtaken(Exception):
    """The answer changed between reading and writing: read again, with the lock that is held by now."""


@dataclass(frozen=True)
class Change:
    """One field as one person wants it: columns with their new values.

    `base` is the version of the answer in which the person saw this field; `sent_id` was made by the browser once.
    """

    sent_id: uuid.UUID
    base: int
    fields: Mapping[str, Any]


def change(slot: Slot, wanted: Change, *, by: Actor, at: datetime) -> Answer | None:
    """Save one field; other fields that changed since `base` stay as they are. Returns the answer as it stands now.

    The slot comes from `slot_of` in the same transaction. A change that was saved before, or that changes nothing,
    writes nothing. Raises `Conflict` when this very field was changed since `base`, `Overtaken` when the slot is older
    than the row, `Refused` when answers are closed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a slot is locked only inside a transaction")
    answer = slot.answer
    if slot.is_known:
        return answer
    if reason := why_read_only(slot.submission, slot.windows, at):
        raise Refused(reason)
    before, after = journal.changes(answer or Answer(), wanted.fields)
    if not after:
        return answer
    if answer is not None and version_of(answer, wanted.fields) > wanted.base:
        raise Conflict(answer)
    answer = _rewritten(answer, after, by=by, at=at) if answer else _begun(slot, after, by=by, at=at)
    words = {"before": before, "after": after, "sent_id": wanted.sent_id}
    tell("answer.change", answer, slot.submission, slot.indicator, by=by, at=at, **words)
    return answer


def version_of(answer: Answer, columns: Iterable[str]) -> int:
    """The version in which the youngest of these columns got what it holds; 0: never touched."""
    return max(_field_versions(answer).get(name, 0) for name in columns)


@transaction.atomic
def save(
    submission: Submission,
    indicator: Indicator,
    draft: Draft,
    *,
    version: int,
    by: Actor,
    at: datetime,
    source: str = "",
) -> Answer | None:
    """Save one answer; nothing is written when nothing changed.

    `version` is the version the person saw (0: no answer yet). Raises `Conflict` when another version stands now and
    differs from the draft, `Refused` when answers are closed. Returns None when there is still nothing to keep.
    `source` tells the journal where content came from that nobody typed.
    """
    origin = {"source": source} if source else {}
    lock_open(submission, at=at)
    require_own(submission, indicator)
    answer = Answer.objects.select_for_update().filter(submission=submission, indicator=indicator).first()
    if answer is None:
        if version != 0:
            raise Refused(_("Jawaban ini tidak ditemukan lagi. Muat ulang halaman."))
        return None if draft.is_blank else _create(submission, indicator, draft, origin, by=by, at=at)
    before, after = journal.changes(answer, draft.as_fields())
    if not after:
        return answer
    if answer.version != version:
        raise Conflict(answer)
    answer = _rewritten(answer, after, by=by, at=at)
    tell("answer.change", answer, submission, indicator, by=by, at=at, before=before, after=after | origin)
    return answer


def _create(
    submission: Submission, indicator: Indicator, draft: Draft, origin: dict[str, Any], *, by: Actor, at: datetime
) -> Answer:
    _before, filled = journal.changes(Answer(), draft.as_fields())
    answer = Answer.objects.create(
        submission=submission,
        indicator=indicator,
        changed_at=at,
        changed_by=by.user,
        field_versions=dict.fromkeys(filled, 1),
        **draft.as_fields(),
    )
    tell("answer.change", answer, submission, indicator, by=by, at=at, after=filled | origin)
    return answer


def _begun(slot: Slot, fields: Mapping[str, Any], *, by: Actor, at: datetime) -> Answer:
    """A new answer with these fields. Another may have begun it in this very moment."""
    try:
        with transaction.atomic():
            return Answer.objects.create(
                submission=slot.submission,
                indicator=slot.indicator,
                changed_at=at,
                changed_by=by.user,
                field_versions=dict.fromkeys(fields, 1),
                **fields,
            )
    except IntegrityError as begun:
        raise Overtaken from begun


def _rewritten(answer: Answer, fields: Mapping[str, Any], *, by: Actor, at: datetime) -> Answer:
    """The answer with these fields one version further. Raises `Overtaken` when somebody was faster."""
    seen, versions = answer.version, _field_versions(answer)
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.version = seen + 1
    answer.field_versions = versions | dict.fromkeys(fields, answer.version)
    answer.changed_at, answer.changed_by = at, by.user
    answer.awaits_confirmation = False  # who rewrites a carried answer has read it
    names = (*fields, "version", "field_versions", "changed_at", "changed_by", "awaits_confirmation")
    values = {name: getattr(answer, name) for name in names}
    if not Answer.objects.filter(pk=answer.pk, version=seen).update(**values):
        raise Overtaken
    return answer


def _field_versions(answer: Answer) -> dict[str, int]:
    """Column to the version of its last change. Rows that never noted it: any of them may be as young as the row."""
    return dict(answer.field_versions) or dict.fromkeys(Draft().as_fields(), answer.version)


def answer_for(submission: Submission, indicator: Indicator, *, by: Actor, at: datetime) -> Answer:
    """The answer, or an empty one at version 0: pages that were opened before the file came still may save."""
    answer, _made = Answer.objects.get_or_create(
        submission=submission, indicator=indicator, defaults={"version": 0, "changed_at": at, "changed_by": by.user}
    )
    return answer


def require_own(submission: Submission, indicator: Indicator) -> None:
    """Raises `Refused` for a question of another instrument."""
    if indicator.instrument_id != submission.instrument_id:
        raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))


def tell(
    verb: str,
    answer: Answer,
    submission: Submission,
    indicator: Indicator,
    *,
    by: Actor,
    at: datetime,
    **words: Any,
) -> None:
    """The journal row of something that happened to an answer."""
    journal.write(
        verb,
        answer,
        by=by,
        at=at,
        label=f"{indicator.order}. {indicator.label_id}",
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
        **words,
    )
