"""Amounts of rupiah as people type them: "1250000", "1.250.000", "Rp 1.250.000"."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

MOST = 10**15  # rupiah; the budget of the whole state is about four times as much
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+")


class RupiahField(forms.CharField):
    """Whole rupiah; None when left empty. A comma, words such as "juta" or a wrong group are refused, never guessed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=30, **options)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value)).removeprefix("Rp").strip(" .\u00a0")
        if not text:
            return None
        if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
            raise forms.ValidationError(_("Tulis rupiah penuh dengan angka; misalnya 1.250.000."))
        amount = int(re.sub(r"[. ]", "", text))
        if amount > MOST:
            raise forms.ValidationError(_("Jumlah ini terlalu besar. Periksa kembali angkanya."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """A stored amount is shown in groups, as it may be typed."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
