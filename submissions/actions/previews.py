"""Pictures of the pages of stored files: drawn by a worker when first asked for, low resolution first, then kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.page_picture import DRAWN, Undrawable, draw
from jobs import actions as jobs
from jobs.models import Job
from submissions.models import Evidence

KIND = "evidence.preview"
WIDTHS = (360, 1200)  # pixels, in the order in which they are drawn


def is_drawn(evidence: Evidence) -> bool:
    """Whether pages of this kind of file can be shown at all."""
    return evidence.kind in DRAWN


def last_page(evidence: Evidence) -> int:
    return evidence.pages or 1


def best(evidence: Evidence, page: int) -> str:
    """The name of the largest picture of the page that is stored; "" when there is none yet."""
    names = (_name(evidence, page, width) for width in reversed(WIDTHS))
    return next((name for name in names if default_storage.exists(name)), "")


def is_finished(name: str) -> bool:
    """Whether a picture of that name is the largest one."""
    return name.endswith(f"-{WIDTHS[-1]}.jpg")


def ask(evidence: Evidence, page: int, *, by: Actor, at: datetime) -> Job:
    """The job that draws the page, or the one that failed to: asking again then changes nothing."""
    key = f"preview:{evidence.sha256}:{page}"
    failed = Job.objects.filter(kind=KIND, key=key, state=Job.State.FAILED).first()
    return failed or jobs.enqueue(KIND, key=key, args={"evidence_id": str(evidence.pk), "page": page}, by=by, at=at)


def make_job(*, evidence_id: str, page: int, progress: jobs.Progress) -> None:
    """Draw the page in each width and store the pictures. Safe to run twice."""
    evidence = Evidence.objects.get(pk=UUID(evidence_id))
    for done, width in enumerate(WIDTHS):
        name = _name(evidence, page, width)
        if default_storage.exists(name):
            continue
        progress(_("Menggambar halaman"), 100 * done // len(WIDTHS))
        try:
            with evidence.file.open("rb") as file:
                picture = draw(file, kind=evidence.kind, page=page, width=width)
        except Undrawable as reason:
            raise jobs.WorkFailed(_("Halaman ini tidak dapat digambar. Unduh berkasnya untuk membacanya.")) from reason
        default_storage.save(name, ContentFile(picture))


def _name(evidence: Evidence, page: int, width: int) -> str:
    return f"previews/{evidence.sha256}/{page}-{width}.jpg"
