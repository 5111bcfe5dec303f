"""Photos of a Quick Win, on their own or as proof of a quarterly report."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quickwins.models.quick_wins import QuickWin
from quickwins.models.reports import QuarterReport


class Photo(models.Model):
    """A picture as it was sent (`file`, never shown) and as it is shown: drawn anew and shrunk, without what cameras
    write into files.

    `alt` says in words what can be seen. `width` and `height` are pixels of `large`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quick_win = models.ForeignKey(QuickWin, on_delete=models.PROTECT, related_name="photos")
    report = models.ForeignKey(QuarterReport, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="quickwins/", max_length=120)
    large = models.FileField(upload_to="quickwins/", max_length=120)
    small = models.FileField(upload_to="quickwins/", max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    alt = models.CharField(_("teks pengganti"), max_length=200)
    taken_on = models.DateField(_("tanggal foto"), null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("added_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quick_win", "sha256"], name="same_photo_once_per_quick_win"),
            models.CheckConstraint(condition=~models.Q(alt=""), name="photo_says_what_it_shows"),
        ]

    def __str__(self) -> str:
        return self.alt
