"""What the forms about plans share: the layout, years, codes that are taken."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_field(label: Any, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=required)


def word_empty_choices(form: forms.BaseForm) -> None:
    """Say in words what nothing chosen means: still to choose, or none."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelMultipleChoiceField):
            continue
        empty = _("Pilih …") if field.required else "–"
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = empty
        elif isinstance(field, forms.ChoiceField):
            known = cast("list[tuple[str, str]]", field.choices)
            field.choices = [(value, label if value else empty) for value, label in known]


def check_years(form: forms.Form | forms.ModelForm[Any]) -> None:
    """The end must not come before the start; a fault stands at the end year."""
    start, end = form.cleaned_data.get("start_year"), form.cleaned_data.get("end_year")
    if start is not None and end is not None and end < start:
        form.add_error("end_year", _("Tahun akhir tidak boleh sebelum tahun awal."))


def take_code(form: forms.Form | forms.ModelForm[Any], taken: Any, sentence: str) -> None:
    """A fault at the code when a row of the queryset `taken` has it already."""
    code = form.cleaned_data.get("code")
    if code and taken.filter(code=code).exists():
        form.add_error("code", sentence)
