"""Files of a regency: taken in, attached to answers, replaced by newer versions, described."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.filegate import Refused as FileRefused
from common.filegate import Verdict, judge
from common.steps import Refused
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions.actions.answers import answer_for, require_own, tell
from submissions.actions.own_windows import lock_for_evidence, takes_evidence
from submissions.models import Answer, Attachment, Evidence, Submission
from submissions.queries import is_writable, windows_for

MOST_ATTACHMENTS = 20


class BadFile(Refused):
    """The file gate turned a file away; `str()` says why."""


def attach(
    submission: Submission, indicator: Indicator, upload: File[bytes], *, max_bytes: int, by: Actor, at: datetime
) -> Attachment:
    """Judge a file by its content, store it under a random name, attach it.

    Raises `BadFile` with the gate's reason, `Refused` when answers are closed or the question has too many files,
    `virus_scan.Unavailable`. What comes in a window for late evidence is marked so.

    The same bytes are stored once per regency; attaching them twice to one answer changes nothing. The judging runs
    before the transaction, so that a slow file holds no lock.
    """
    takes_evidence(submission, indicator, at=at)
    require_own(submission, indicator)
    name, verdict = _judged(upload, max_bytes)
    with transaction.atomic():
        is_late = lock_for_evidence(submission, indicator, at=at)
        answer = answer_for(submission, indicator, by=by, at=at)
        if (same := _room_for(answer, verdict.sha256)) is not None:
            return same
        evidence = _stored(submission.regency_id, upload, name, verdict, by=by, at=at)
        return _link(answer, submission, indicator, evidence, is_late=is_late, by=by, at=at)


@transaction.atomic
def attach_known(
    submission: Submission, indicator: Indicator, evidence: Evidence, *, by: Actor, at: datetime
) -> Attachment:
    """Attach a file of the regency's library; nothing is sent again. Raises `Refused` as `attach` does."""
    require_own(submission, indicator)
    if evidence.regency_id != submission.regency_id:
        raise Refused(_("Berkas itu bukan milik daerah ini."))
    is_late = lock_for_evidence(submission, indicator, at=at)
    answer = answer_for(submission, indicator, by=by, at=at)
    if (same := _room_for(answer, evidence.sha256)) is not None:
        return same
    return _link(answer, submission, indicator, evidence, is_late=is_late, by=by, at=at)


@transaction.atomic
def detach(attachment: Attachment, *, by: Actor, at: datetime) -> None:
    """Take a file off an answer. The file itself stays in the regency's library.

    In a window for late evidence only what came in one is taken off again: the rest is what was handed in.
    """
    answer = attachment.answer
    _require_changeable(attachment, at=at)
    before = {"file": attachment.evidence.name, "sha256": attachment.evidence.sha256}
    tell("evidence.remove", answer, answer.submission, answer.indicator, by=by, at=at, before=before)
    attachment.delete()


@transaction.atomic
def point(attachment: Attachment, *, page: int | None, note: str, by: Actor, at: datetime) -> None:
    """Say where in the file to look (`page`, from 1) and why. Raises `Refused` beyond the last page or when closed."""
    answer, evidence = attachment.answer, attachment.evidence
    _require_changeable(attachment, at=at)
    if page is not None and (evidence.pages is None or not 1 <= page <= evidence.pages):
        raise Refused(_("Halaman itu tidak ada di berkas ini."))
    before, after = journal.changes(attachment, {"page": page, "note": note})
    if not after:
        return
    attachment.page, attachment.note = page, note
    attachment.save(update_fields=["page", "note"])
    words = {"before": before, "after": after | {"file": evidence.name}}
    tell("evidence.point", answer, answer.submission, answer.indicator, by=by, at=at, **words)


@transaction.atomic
def describe(evidence: Evidence, *, valid_from: date | None, valid_until: date | None, by: Actor, at: datetime) -> None:
    """Say from when until when the document holds. The form has seen to their order."""
    before, after = journal.changes(evidence, {"valid_from": valid_from, "valid_until": valid_until})
    if not after:
        return
    evidence.valid_from, evidence.valid_until = valid_from, valid_until
    evidence.save(update_fields=["valid_from", "valid_until"])
    _tell_library("evidence.describe", evidence, by=by, at=at, before=before, after=after)


def replace(evidence: Evidence, upload: File[bytes], *, max_bytes: int, by: Actor, at: datetime) -> Evidence:
    """A newer version of a file. The old one stays; links of submissions that are still being filled move to the new
    one, what was handed in keeps what it was handed in with.

    Raises `BadFile`, `Refused` for a file that was replaced before or for bytes that are in the library already.
    """
    name, verdict = _judged(upload, max_bytes)
    with transaction.atomic():
        old = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if old.replaced_by_id is not None:
            raise Refused(_("Berkas ini sudah diganti versi yang lebih baru."))
        if Evidence.objects.filter(regency_id=old.regency_id, sha256=verdict.sha256).exists():
            raise Refused(_("Berkas dengan isi yang sama sudah ada di pustaka. Pilih berkas versi baru."))
        new = _stored(old.regency_id, upload, name, verdict, by=by, at=at)
        old.replaced_by, old.replaced_at = new, at
        old.save(update_fields=["replaced_by", "replaced_at"])
        moved = _moved(old, new, at=at)
        before = {"file": old.name, "sha256": old.sha256}
        after = {"file": new.name, "sha256": new.sha256, "size": new.size, "links": moved}
        _tell_library("evidence.replace", new, by=by, at=at, before=before, after=after)
        return new


@transaction.atomic
def tell_download(attachment: Attachment, *, by: Actor, at: datetime) -> None:
    """Note in the journal who took a file out."""
    answer, evidence = attachment.answer, attachment.evidence
    after = {"file": evidence.name, "sha256": evidence.sha256}
    tell("evidence.download", answer, answer.submission, answer.indicator, by=by, at=at, after=after)


@transaction.atomic
def tell_library_download(evidence: Evidence, *, by: Actor, at: datetime) -> None:
    """Note in the journal who took a file out of the library."""
    after = {"file": evidence.name, "sha256": evidence.sha256}
    _tell_library("evidence.download", evidence, by=by, at=at, after=after)


def _judged(upload: File[bytes], max_bytes: int) -> tuple[str, Verdict]:
    name = (upload.name or "berkas")[-200:]
    try:
        return name, judge(upload, name=name, max_bytes=max_bytes)
    except FileRefused as reason:
        raise BadFile(str(reason)) from reason


def _room_for(answer: Answer, sha256: str) -> Attachment | None:
    """The link to these bytes that is there already. Raises `Refused` when the answer has as many files as it may."""
    known = Attachment.objects.filter(answer=answer)
    if (same := known.filter(evidence__sha256=sha256).select_related("evidence").first()) is not None:
        return same
    if known.count() >= MOST_ATTACHMENTS:
        raise Refused(_("Satu pertanyaan memuat paling banyak %(count)d berkas.") % {"count": MOST_ATTACHMENTS})
    return None


def _link(
    answer: Answer,
    submission: Submission,
    indicator: Indicator,
    evidence: Evidence,
    *,
    is_late: bool,
    by: Actor,
    at: datetime,
) -> Attachment:
    found = Attachment.objects.create(answer=answer, evidence=evidence, is_late=is_late, added_at=at, added_by=by.user)
    after = {"file": evidence.name, "sha256": evidence.sha256, "size": evidence.size}
    if is_late:
        after["is_late"] = True
    tell("evidence.add", answer, submission, indicator, by=by, at=at, after=after)
    return found


def _stored(
    regency_code: str, upload: File[bytes], name: str, verdict: Verdict, *, by: Actor, at: datetime
) -> Evidence:
    """The regency's row for these bytes: the one it has, or a new one with the file stored under a random name."""
    known = Evidence.objects.filter(regency_id=regency_code, sha256=verdict.sha256)
    if (evidence := known.first()) is not None:
        return evidence
    evidence = Evidence(
        regency_id=regency_code,
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


def _moved(old: Evidence, new: Evidence, *, at: datetime) -> int:
    """Links of submissions that are open now follow to the new version; how many did."""
    filling = Submission.objects.filter(regency_id=old.regency_id, state=Submission.State.FILLING)
    locked = filling.select_for_update(of=("self",), no_key=True).select_related("cycle")
    open_now = [row.pk for row in locked if is_writable(row, windows_for(row), at)]
    links = Attachment.objects.filter(evidence=old, answer__submission__in=open_now)
    links.filter(page__gt=new.pages or 0).update(page=None)
    return links.update(evidence=new, changed_at=at)


def _require_changeable(attachment: Attachment, *, at: datetime) -> None:
    answer = attachment.answer
    if lock_for_evidence(answer.submission, answer.indicator, at=at) and not attachment.is_late:
        raise Refused(_("Berkas ini bagian dari isian yang sudah diserahkan dan tidak dapat diubah atau dilepas."))


def _tell_library(verb: str, evidence: Evidence, *, by: Actor, at: datetime, **words: Any) -> None:
    journal.write(
        verb,
        evidence,
        by=by,
        at=at,
        label=evidence.name,
        regency_code=evidence.regency_id,
        audience=Audience.REGION,
        **words,
    )
