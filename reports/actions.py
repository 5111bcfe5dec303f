"""Making reports: asked for once, rendered in a job, stored once per result and kind."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import PORTAL, Actor
from common.steps import Refused
from evaluations.models import Result
from jobs import actions as jobs
from jobs.models import Job
from journal import actions as journal
from journal.models import Audience
from reports import pdf
from reports.models import Report
from reports.qr import report_id
from reports.queries.region import region_report, result_with_relations
from submissions.models import Cycle

log = logging.getLogger(__name__)

KIND = "report.region"


def job_key(result: Result) -> str:
    """The work's identity: one report per result, however often it is asked for."""
    return f"{KIND}:{result.pk}"


@transaction.atomic
def request(result: Result, *, by: Actor, at: datetime) -> Job | None:
    """Ask for the region report of a result. None when it is there already; asking twice gives the same job.

    Raises Refused for a result that a newer run has superseded: its marks and notes may no longer be those of its numbers.
    """
    if Report.objects.filter(result=result, kind=Report.Kind.REGION).exists():
        return None
    if not _is_in_force(result):
        raise Refused(_("Hasil ini sudah digantikan, jadi laporan baru tidak dibuat untuknya."))
    job = jobs.enqueue(KIND, key=job_key(result), args={"result_id": str(result.pk)}, by=by, at=at)
    if job.created_at == at:  # not the job of an earlier request
        _tell("report.request", result, result, by=by, at=at)
    return job


def make_region_report(*, result_id: str, progress: jobs.Progress) -> None:
    """The job: render, store, note. Safe to run twice: equal inputs give equal bytes under the same name.

    Raises jobs.WorkFailed, with a sentence for the reader, when the report cannot be printed or stored.
    """
    result = result_with_relations(result_id)
    if Report.objects.filter(result=result, kind=Report.Kind.REGION).exists():
        return
    if not _is_in_force(result):
        raise jobs.WorkFailed(_("Hasil ini sudah digantikan, jadi laporan baru tidak dibuat untuknya."))
    progress(_("Mengumpulkan nilai dan catatan"), 1)
    data = _printed(result, progress)
    progress(_("Menyimpan berkas"), 99)
    name = f"reports/{result.pk}-{Report.Kind.REGION}.pdf"
    try:
        pdf.store_atomically(Path(settings.MEDIA_ROOT) / name, data)
    except OSError as error:
        log.exception("report of result %s could not be stored", result.pk)
        raise jobs.WorkFailed(
            _("Laporan sudah dicetak, tetapi tidak dapat disimpan. Hubungi pengelola portal, lalu coba lagi.")
        ) from error
    _note_stored(result, name, pdf.describe(data))


def _is_in_force(result: Result) -> bool:
    return result.run.is_current and result.run.cycle.state == Cycle.State.ANNOUNCED


def _printed(result: Result, progress: jobs.Progress) -> bytes:
    with override("id"):
        html = pdf.html(region_report(result))
    try:
        return pdf.render(html, progress=progress)
    except pdf.RenderError as error:
        log.exception("report of result %s could not be printed", result.pk)
        raise jobs.WorkFailed(
            _("Laporan tidak dapat dicetak. Sebabnya sudah dicatat; hubungi pengelola portal bila terulang.")
        ) from error


def _note_stored(result: Result, name: str, facts: pdf.Description) -> None:
    now = timezone.now()
    try:
        with transaction.atomic():
            report = Report.objects.create(
                id=report_id(result.pk, Report.Kind.REGION),
                result=result,
                kind=Report.Kind.REGION,
                file=name,
                sha256=facts.sha256,
                size=facts.size,
                pages=facts.pages,
                made_at=now,
            )
            _tell("report.store", report, result, by=PORTAL, at=now)
    except IntegrityError:
        log.info("report of result %s was stored by another worker in the meantime", result.pk)


@transaction.atomic
def note_download(report: Report, *, by: Actor, at: datetime) -> None:
    """Who fetched a report, for the journal."""
    _tell("report.download", report, report.result, by=by, at=at)


def _tell(verb: str, target: Result | Report, result: Result, *, by: Actor, at: datetime) -> None:
    submission = result.submission
    after = {"sha256": target.sha256, "pages": target.pages} if isinstance(target, Report) else {}
    journal.write(
        verb,
        target,
        by=by,
        at=at,
        after=after,
        label=str(submission),
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
    )
