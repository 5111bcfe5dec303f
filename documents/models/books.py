"""The books of a document: their files, version after version, and the text of their pages."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.plans import Document


class Book(models.Model):
    """One printed part of a document. What it holds is its newest version; it has at least one."""

    class Kind(models.TextChoices):
        MAIN = "main", _("Naskah utama")
        ANALYSIS = "analysis", _("Analisis strategis")
        PLAN = "plan", _("Rencana induk")
        SUMMARY = "summary", _("Ringkasan eksekutif")
        QUICK_WINS = "quick_wins", _("Quick Win")
        ROAD_MAP = "road_map", _("Peta jalan")
        ANNEX = "annex", _("Lampiran")
        OTHER = "other", _("Lainnya")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="books")
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind, default=Kind.MAIN)
    title = models.CharField(_("judul"), max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("buku")
        ordering = ("order",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "order"], name="book_order_once")]

    def __str__(self) -> str:
        return self.title


class BookVersion(models.Model):
    """A PDF of a book as it was sent; never changed, never overwritten.

    `read_at` is when the text of its pages was stored (None: not yet), `pages_with_text` how many pages have some: 0 is
    a scan. Both are None together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    is_newest = models.BooleanField(default=True)
    file = models.FileField(upload_to="documents/", max_length=120)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    pages = models.PositiveIntegerField()
    read_at = models.DateTimeField(null=True)
    pages_with_text = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "number"], name="book_version_number_once"),
            models.UniqueConstraint(fields=["book", "sha256"], name="same_file_once_per_book"),
            models.UniqueConstraint(
                fields=["book"], condition=models.Q(is_newest=True), name="one_newest_version_per_book"
            ),
            models.CheckConstraint(
                condition=models.Q(read_at__isnull=True, pages_with_text__isnull=True)
                | models.Q(read_at__isnull=False, pages_with_text__isnull=False),
                name="read_version_counts_its_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} ({self.number})"

    @property
    def reading_key(self) -> str:
        """The key of the job that reads the text."""
        return f"text:{self.pk}"

    @property
    def is_scan(self) -> bool:
        """Whether it was read and no page has text."""
        return self.pages_with_text == 0


class PageText(models.Model):
    """The text of one page (`number` from 1). Pages without text have no row.

    On PostgreSQL the table has a column `vector` beside these, which the database fills itself (see the migration).
    """

    version = models.ForeignKey(BookVersion, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="one_text_per_page")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.number}"
