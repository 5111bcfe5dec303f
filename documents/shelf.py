"""Reads of books: what a document holds, how far its text is read, what cannot be searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from documents.models import BookVersion, Document, DocumentQuerySet
from jobs.models import Job
from regencies.models import Regency


@dataclass(frozen=True)
class Held:
    """A version with its reading: `job` is the newest that was to read it, None once it was read or never asked."""

    version: BookVersion
    job: Job | None

    @property
    def is_waiting(self) -> bool:
        return self.job is not None and self.job.is_live

    @property
    def has_gaps(self) -> bool:
        """Whether some pages have text and some have none."""
        return bool(self.version.pages_with_text) and self.version.pages_with_text != self.version.pages


def with_reading(versions: Iterable[BookVersion]) -> list[Held]:
    """The versions in their order. At most two queries."""
    rows = list(versions)
    keys = [row.reading_key for row in rows if row.read_at is None]
    jobs = {job.key: job for job in Job.objects.filter(key__in=keys).order_by("created_at")} if keys else {}
    return [Held(row, jobs.get(row.reading_key)) for row in rows]


def newest_of(document: Document) -> list[Held]:
    """The newest version of every book of the document, in their order. At most two queries."""
    rows = BookVersion.objects.filter(book__document=document, is_newest=True)
    return with_reading(rows.select_related("book").order_by("book__order"))


def regencies_of(documents: DocumentQuerySet) -> QuerySet[Regency]:
    return Regency.objects.filter(pk__in=documents.values("regency")).order_by("name")


def unsearchable(documents: DocumentQuerySet) -> int:
    """How many newest files of these documents have no text, or none yet. One query."""
    rows = BookVersion.objects.filter(book__document__in=documents, is_newest=True)
    return rows.exclude(pages_with_text__gt=0).count()
