"""A report as it would be, were the results announced now: printed with DRAF across each page, kept a week, never genuine.

The announcement is really done and then rolled back, so that the preview reads the very rows that a report reads. Nothing of it
stays: no run, no letter, no row of the journal but that a preview was asked for.
"""

from __future__ import annotations

import logging
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PORTAL, Actor
from common.steps import Refused
from evaluations.actions import results
from jobs import actions as jobs
from jobs.models import Job
from journal import actions as journal
from journal.models import Audience
from reports import pdf
from reports.kinds import KINDS
from reports.models import DraftPreview
from submissions.models import Submission

log = logging.getLogger(__name__)

JOB = "report.preview"
OFFERED = ("region", "brief", "certificate")
LASTS = timedelta(days=7)
MARK = (
    "<style>body::before { content: 'DRAF'; position: fixed; top: 38%; left: 0; right: 0; text-align: center;"
    " font-size: 130pt; font-weight: 700; color: rgb(180 40 40 / 18%); transform: rotate(-35deg); }"
    " .check { visibility: hidden; }</style>"
)
"""Across every page; and no code that leads to a public page, for there is none."""
PUBLIC = re.compile(r"https?://[^\s\"<]*/periksa/[0-9a-f-]{36}/")


@transaction.atomic
def request(submission: Submission, kind: str, *, by: Actor, at: datetime) -> Job:
    """Ask for a preview of a region's report. Raises `Refused` with what an announcement still lacks, and for a kind that
    has nothing to show before one."""
    if kind not in OFFERED:
        raise Refused(_("Jenis laporan ini tidak memiliki pratinjau."))
    if submission.state != Submission.State.HANDED_IN:
        raise Refused(_("Daerah ini tidak dinilai dalam siklus ini."))
    results.require_ready(submission.cycle, at)
    args = {"kind": kind, "submission_id": str(submission.pk), "cycle_id": str(submission.cycle_id)}
    job = jobs.enqueue(JOB, key=f"{JOB}:{kind}:{submission.pk}", args=args, by=by, at=at)
    if job.created_at == at:  # not the job of an earlier request
        journal.write(
            "report.preview",
            submission,
            by=by,
            at=at,
            after={"kind": kind},
            label=f"{KINDS[kind].title}: {submission.regency.name}",
            cycle_id=submission.cycle_id,
            audience=Audience.SECRETARIAT,
        )
    return job


def make(*, kind: str, submission_id: str, cycle_id: str, progress: jobs.Progress) -> None:
    """The job: announce, read, undo; print and keep. Raises `WorkFailed` when the announcement would be refused."""
    submission = Submission.objects.select_related("cycle").get(pk=submission_id, cycle_id=cycle_id)
    progress(_("Menghitung hasil seperti pada pengumuman"), 2)
    try:
        html = _as_if_announced(submission, kind)
    except Refused as reason:
        raise jobs.WorkFailed(str(reason)) from reason
    try:
        printed = pdf.render(_marked(html), progress=progress)
    except pdf.RenderError as error:
        log.exception("preview %s of %s could not be printed", kind, submission_id)
        raise jobs.WorkFailed(
            _("Laporan tidak dapat dicetak. Sebabnya sudah dicatat; hubungi pengelola portal bila terulang.")
        ) from error
    now, number = timezone.now(), uuid.uuid4()
    name = f"previews/{number}.pdf"
    pdf.store_atomically(Path(settings.MEDIA_ROOT) / name, printed)
    DraftPreview.objects.create(
        id=number,
        kind=kind,
        submission=submission,
        file=name,
        pages=pdf.describe(printed).pages,
        made_at=now,
        expires_at=now + LASTS,
    )


def _as_if_announced(submission: Submission, kind: str) -> str:
    what: Any = KINDS[kind]
    with transaction.atomic():
        run = results.announce(submission.cycle, by=PORTAL, at=timezone.now())
        row = what.rows().get(run=run, submission=submission)
        html: str = what.html(what.read(row), row.pk)
        transaction.set_rollback(True)
    return html


def _marked(html: str) -> str:
    return PUBLIC.sub("(belum ada: ini DRAF)", html).replace("</head>", f"{MARK}</head>", 1)


def expire(*, at: datetime) -> int:
    """Previews whose week is over go with their files. Returns how many."""
    gone = list(DraftPreview.objects.filter(expires_at__lte=at))
    for row in gone:
        (Path(settings.MEDIA_ROOT) / row.file).unlink(missing_ok=True)
        row.delete()
    return len(gone)
