"""Reading the text of a book's pages, in the background: all pages of a version at once or none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PORTAL, Actor
from common.page_text import Unreadable, texts
from documents.actions.documents import tell
from documents.models import BookVersion, PageText
from jobs import actions as jobs
from jobs.models import Job

KIND = "document.text"
A_STEP = 10  # pages between two words of progress


def ask(version: BookVersion, *, by: Actor, at: datetime) -> Job:
    """The job that reads the pages: the one under way, or a new one."""
    return jobs.enqueue(KIND, key=version.reading_key, args={"version_id": str(version.pk)}, by=by, at=at)


def make_job(*, version_id: str, progress: jobs.Progress) -> None:
    """Read the pages and store their text. Safe to run twice: what was read is not read again."""
    version = BookVersion.objects.get(pk=UUID(version_id))
    if version.read_at is not None:
        return
    pages: list[str] = []
    try:
        with version.file.open("rb") as file:
            for text in texts(file):
                pages.append(text)
                if len(pages) % A_STEP == 1:
                    progress(_("Membaca halaman %d") % len(pages), 90 * len(pages) // version.pages)
    except Unreadable as reason:
        raise jobs.WorkFailed(_("Teks berkas ini tidak dapat dibaca. Berkasnya tetap dapat diunduh.")) from reason
    progress(_("Menyimpan teks"), 95)
    store(version, pages, at=timezone.now())


@transaction.atomic
def store(version: BookVersion, pages: list[str], *, at: datetime) -> None:
    """The text of every page, in order. A version that was read meanwhile stays as it is."""
    row = BookVersion.objects.select_for_update(of=("self",)).select_related("book__document").get(pk=version.pk)
    if row.read_at is not None:
        return
    rows = [PageText(version=row, number=number, text=text) for number, text in enumerate(pages, 1) if text]
    PageText.objects.bulk_create(rows, batch_size=200)
    row.read_at, row.pages_with_text = at, len(rows)
    row.save(update_fields=["read_at", "pages_with_text"])
    after = {"book": row.book.title, "version": row.number, "pages": row.pages, "pages_with_text": len(rows)}
    tell("document.text", row.book.document, by=PORTAL, at=at, after=after)
