"""What an operator types about a planning document itself."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.actions.documents import FIELDS
from documents.forms.fields import check_years, take_code, word_empty_choices, year_field
from documents.models import Document
from regencies.models import Regency


class DocumentForm(forms.ModelForm):
    start_year = year_field(gettext_lazy("Tahun awal"))
    end_year = year_field(gettext_lazy("Tahun akhir"))

    class Meta:
        model = Document
        fields = FIELDS
        labels = {
            "code": gettext_lazy("Kode"),
            "kind": gettext_lazy("Jenis"),
            "title": gettext_lazy("Judul"),
            "status": gettext_lazy("Status"),
            "legal_basis": gettext_lazy("Dasar hukum"),
            "vision": gettext_lazy("Visi"),
        }
        help_texts = {
            "code": gettext_lazy("Singkat dan tidak berulang di daerah ini; misalnya RPJMD-2025-2029."),
            "legal_basis": gettext_lazy("Misalnya nomor dan tahun peraturan yang menetapkannya."),
            "vision": gettext_lazy("Hanya untuk Masterplan dan RPJMD; boleh kosong."),
        }
        widgets = {"vision": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, regency: Regency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.regency = regency
        word_empty_choices(self)
        self.helper = helper_of(
            Row(Column("kind", css_class="col-md-5"), Column("code", css_class="col-md-7")),
            "title",
            Row(
                Column("start_year", css_class="col-6 col-md-3"),
                Column("end_year", css_class="col-6 col-md-3"),
                Column("status", css_class="col-md-6"),
            ),
            "legal_basis",
            "vision",
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_years(self)
        taken = Document.objects.filter(regency=self.regency).exclude(pk=self.instance.pk)
        take_code(self, taken, _("Daerah ini sudah memiliki dokumen dengan kode tersebut."))
        return values

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}
