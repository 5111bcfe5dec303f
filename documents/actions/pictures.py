"""Pictures of the pages of a book: drawn by a worker when first asked for, then kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.page_picture import Undrawable, draw
from documents.models import BookVersion
from jobs import actions as jobs
from jobs.models import Job

KIND = "document.picture"
WIDTH = 1200  # pixels


def stored(version: BookVersion, page: int) -> str:
    """The name of the page's picture; "" while there is none."""
    name = _name(version, page)
    return name if default_storage.exists(name) else ""


def ask(version: BookVersion, page: int, *, by: Actor, at: datetime) -> Job:
    """The job that draws the page, or the one that failed to: asking again then changes nothing."""
    key = f"page:{version.sha256}:{page}"
    failed = Job.objects.filter(kind=KIND, key=key, state=Job.State.FAILED).first()
    return failed or jobs.enqueue(KIND, key=key, args={"version_id": str(version.pk), "page": page}, by=by, at=at)


def make_job(*, version_id: str, page: int, progress: jobs.Progress) -> None:
    """Draw the page and store its picture. Safe to run twice."""
    version = BookVersion.objects.get(pk=UUID(version_id))
    if stored(version, page):
        return
    progress(_("Menggambar halaman"), 10)
    try:
        with version.file.open("rb") as file:
            picture = draw(file, kind="pdf", page=page, width=WIDTH)
    except Undrawable as reason:
        raise jobs.WorkFailed(_("Halaman ini tidak dapat digambar. Unduh berkasnya untuk membacanya.")) from reason
    default_storage.save(_name(version, page), ContentFile(picture))


def _name(version: BookVersion, page: int) -> str:
    return f"pages/{version.sha256}/{page}.jpg"
