"""Small forms about stored files: where to look in one, and how long a document holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.forms.times import DAYS


class PointForm(forms.Form):
    """Page and note of a link between an answer and a file."""

    page = forms.IntegerField(label=gettext_lazy("Halaman"), required=False, min_value=1, max_value=100_000)
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=300)


class ValidityForm(forms.Form):
    """First and last day on which a document holds; either may be open."""

    valid_from = forms.DateField(label=gettext_lazy("Berlaku mulai"), required=False, input_formats=DAYS)
    valid_until = forms.DateField(label=gettext_lazy("Berlaku sampai"), required=False, input_formats=DAYS)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("valid_from"), found.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Tanggal akhir tidak boleh sebelum tanggal mulai."))
        return found
