"""Making reports: asked for once, rendered in a job, stored once per kind and version of the subject."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PORTAL, Actor
from common.steps import Refused
from jobs import actions as jobs
from jobs.models import Job
from journal import actions as journal
from reports import pdf
from reports.attached import attached
from reports.kinds import KINDS
from reports.kinds.kind import Kind, version_key
from reports.models import Report
from reports.qr import report_id

log = logging.getLogger(__name__)

JOB = "report.make"
AnyKind = Kind[Any, Any]


def job_key(kind: AnyKind, subject: models.Model, source: str) -> str:
    """The work's identity: one report per version, however often it is asked for."""
    return f"report.{kind.code}:{version_key(subject.pk, source)}"


@transaction.atomic
def request(kind: AnyKind, subject: models.Model, *, by: Actor, at: datetime) -> Job | None:
    """Ask for a report of a subject as it stands. None when it is there already; asking twice gives the same job.

    Raises Refused with the kind's own reason.
    """
    source = kind.current_source(subject)
    if Report.objects.filter(kind=kind.code, subject=subject.pk, source=source).exists():
        return None
    if reason := kind.refusal(subject):
        raise Refused(reason)
    args = {"kind": kind.code, "subject": str(subject.pk)}
    job = jobs.enqueue(JOB, key=job_key(kind, subject, source), args=args, by=by, at=at)
    if job.created_at == at:  # not the job of an earlier request
        _tell("report.request", subject, kind, subject, by=by, at=at)
    return job


def make(*, kind: str, subject: str, progress: jobs.Progress) -> None:
    """The job: render, store, note. Safe to run twice: equal inputs give equal bytes under the same name.

    Raises jobs.WorkFailed, with a sentence for the reader, when the report cannot be printed or stored.
    """
    what = KINDS[kind]
    row = what.rows().get(pk=subject)
    data = what.read(row)
    source = what.source(data)
    if Report.objects.filter(kind=kind, subject=subject, source=source).exists():
        return
    if reason := what.refusal(row):
        raise jobs.WorkFailed(reason)
    progress(_("Mengumpulkan nilai dan catatan"), 1)
    printed = _printed(what, data, subject, progress)
    progress(_("Menyimpan berkas"), 99)
    number = report_id(version_key(row.pk, source), kind)
    name = f"reports/{number}.pdf"
    try:
        pdf.store_atomically(Path(settings.MEDIA_ROOT) / name, printed)
    except OSError as error:
        log.exception("report %s of %s could not be stored", kind, subject)
        raise jobs.WorkFailed(
            _("Laporan sudah dicetak, tetapi tidak dapat disimpan. Hubungi pengelola portal, lalu coba lagi.")
        ) from error
    _note_stored(what, row, Report(id=number, kind=kind, subject=subject, source=source, file=name), printed)


def _printed(kind: AnyKind, data: Any, subject: str, progress: jobs.Progress) -> bytes:
    files = attached(kind, data)
    try:
        return pdf.render(kind.html(data, subject), attachments=files, progress=progress)
    except pdf.RenderError as error:
        log.exception("report %s of %s could not be printed", kind.code, subject)
        raise jobs.WorkFailed(
            _("Laporan tidak dapat dicetak. Sebabnya sudah dicatat; hubungi pengelola portal bila terulang.")
        ) from error


def _note_stored(kind: AnyKind, subject: models.Model, report: Report, printed: bytes) -> None:
    now, facts, told = timezone.now(), pdf.describe(printed), kind.tell(subject)
    report.owner, report.about, report.made_at = told.owner, told.about, now
    report.sha256, report.size, report.pages = facts.sha256, facts.size, facts.pages
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            _tell("report.store", report, kind, subject, by=PORTAL, at=now)
    except IntegrityError:
        log.info("report %s was stored by another worker in the meantime", report.pk)


@transaction.atomic
def note_download(report: Report, kind: AnyKind, subject: models.Model, *, by: Actor, at: datetime) -> None:
    """Who fetched a report, for the journal."""
    _tell("report.download", report, kind, subject, by=by, at=at)


@transaction.atomic
def note_format(subject: models.Model, kind: AnyKind, ending: str, *, by: Actor, at: datetime) -> None:
    """Who fetched the data of a report as another file."""
    _tell("report.format", subject, kind, subject, by=by, at=at, ending=ending)


def _tell(
    verb: str, target: models.Model, kind: AnyKind, subject: models.Model, *, by: Actor, at: datetime, ending: str = ""
) -> None:
    told = kind.tell(subject)
    after: dict[str, Any] = {"format": ending} if ending else {}
    if isinstance(target, Report):
        after = {"sha256": target.sha256, "pages": target.pages}
    journal.write(
        verb,
        target,
        by=by,
        at=at,
        after=after,
        label=f"{kind.title}: {told.owner}, {told.about}",
        regency_code=told.regency.pk if told.regency else "",
        cycle_id=told.cycle.pk if told.cycle else "",
        audience=kind.audience,
    )
