"""Answers: saved field by field, or whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.filegate import Refused as FileRefused
from common.filegate import Verdict, judge
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions.actions.submissions import lock_open, require_open
from submissions.models import Answer, Attachment, Evidence, Submission
from submissions.queries import why_read_only
from submissions.queries.slots import Slot

MOST_ATTACHMENTS = 20


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


class BadFile(Refused):
    """The file gate turned a file away; `str()` says why."""


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
    submission: Submission, indicator: Indicator, draft: Draft, *, version: int, by: Actor, at: datetime
) -> Answer | None:
    """Save one answer; nothing is written when nothing changed.

    `version` is the version the person saw (0: no answer yet). Raises `Conflict` when another version stands now and
    differs from the draft, `Refused` when answers are closed. Returns None when there is still nothing to keep.
    """
    lock_open(submission, at=at)
    require_own(submission, indicator)
    answer = Answer.objects.select_for_update().filter(submission=submission, indicator=indicator).first()
    if answer is None:
        if version != 0:
            raise Refused(_("Jawaban ini tidak ditemukan lagi. Muat ulang halaman."))
        return None if draft.is_blank else _create(submission, indicator, draft, by=by, at=at)
    before, after = journal.changes(answer, draft.as_fields())
    if not after:
        return answer
    if answer.version != version:
        raise Conflict(answer)
    answer = _rewritten(answer, after, by=by, at=at)
    tell("answer.change", answer, submission, indicator, by=by, at=at, before=before, after=after)
    return answer


def _create(submission: Submission, indicator: Indicator, draft: Draft, *, by: Actor, at: datetime) -> Answer:
    _before, filled = journal.changes(Answer(), draft.as_fields())
    answer = Answer.objects.create(
        submission=submission,
        indicator=indicator,
        changed_at=at,
        changed_by=by.user,
        field_versions=dict.fromkeys(filled, 1),
        **draft.as_fields(),
    )
    tell("answer.change", answer, submission, indicator, by=by, at=at, after=filled)
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
    """The answer with these fields one version further; what was carried over is confirmed by writing in it."""
    seen, versions = answer.version, _field_versions(answer)
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.version = seen + 1
    answer.field_versions = versions | dict.fromkeys(fields, answer.version)
    answer.awaits_confirmation = False
    answer.changed_at, answer.changed_by = at, by.user
    names = (*fields, "version", "field_versions", "awaits_confirmation", "changed_at", "changed_by")
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


def attach(
    submission: Submission,
    indicator: Indicator,
    upload: UploadedFile,
    *,
    max_bytes: int,
    by: Actor,
    at: datetime,
) -> Attachment:
    """Judge a file by its content, store it under a random name, attach it.

    Raises `BadFile` with the gate's reason, `Refused` when answers are closed or the question has too many files.

    The same bytes are stored once per regency; attaching them twice to one answer changes nothing. The judging runs
    before the transaction, so that a slow file holds no lock.
    """
    require_open(submission, at=at)
    require_own(submission, indicator)
    name = (upload.name or "berkas")[-200:]
    try:
        verdict = judge(upload, name=name, max_bytes=max_bytes)
    except FileRefused as reason:
        raise BadFile(str(reason)) from reason
    with transaction.atomic():
        lock_open(submission, at=at)
        answer = _answer_for(submission, indicator, by=by, at=at)
        known = Attachment.objects.filter(answer=answer)
        if (same := known.filter(evidence__sha256=verdict.sha256).first()) is not None:
            return same
        if known.count() >= MOST_ATTACHMENTS:
            raise Refused(_("Satu pertanyaan memuat paling banyak %(count)d berkas.") % {"count": MOST_ATTACHMENTS})
        evidence = _stored(submission, upload, name, verdict, by=by, at=at)
        attachment = Attachment.objects.create(answer=answer, evidence=evidence, added_at=at)
        after = {"file": evidence.name, "sha256": evidence.sha256, "size": evidence.size}
        tell("evidence.add", answer, submission, indicator, by=by, at=at, after=after)
        return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: Actor, at: datetime) -> None:
    """Take a file off an answer. The file itself stays in the regency's store."""
    answer = attachment.answer
    lock_open(answer.submission, at=at)
    before = {"file": attachment.evidence.name, "sha256": attachment.evidence.sha256}
    tell("evidence.remove", answer, answer.submission, answer.indicator, by=by, at=at, before=before)
    attachment.delete()


@transaction.atomic
def tell_download(attachment: Attachment, *, by: Actor, at: datetime) -> None:
    """Note in the journal who took a file out."""
    answer, evidence = attachment.answer, attachment.evidence
    after = {"file": evidence.name, "sha256": evidence.sha256}
    tell("evidence.download", answer, answer.submission, answer.indicator, by=by, at=at, after=after)


def _answer_for(submission: Submission, indicator: Indicator, *, by: Actor, at: datetime) -> Answer:
    """The answer, or an empty one at version 0: pages that were opened before the file came still may save."""
    answer, _made = Answer.objects.get_or_create(
        submission=submission, indicator=indicator, defaults={"version": 0, "changed_at": at, "changed_by": by.user}
    )
    return answer


def _stored(
    submission: Submission, upload: UploadedFile, name: str, verdict: Verdict, *, by: Actor, at: datetime
) -> Evidence:
    """The regency's row for these bytes: the one it has, or a new one with the file stored under a random name."""
    known = Evidence.objects.filter(regency_id=submission.regency_id, sha256=verdict.sha256)
    if (evidence := known.first()) is not None:
        return evidence
    evidence = Evidence(
        regency_id=submission.regency_id,
        name=name,
        kind=verdict.kind,
        mime=verdict.mime,
        size=verdict.size,
        pages=verdict.pages,
        sha256=verdict.sha256,
        added_at=at,
        added_by=by.user,
    )
    upload.seek(0)
    evidence.file.save(f"{uuid.uuid4().hex}.{verdict.kind}", upload, save=False)
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError:
        evidence.file.storage.delete(str(evidence.file.name))
        return known.get()
    return evidence
