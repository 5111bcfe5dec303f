"""What an operator types about a risk."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.forms.fields import word_empty_choices
from quickwins.actions import RISK_FIELDS
from quickwins.models import Risk
from regencies.models import Agency, Regency


class RiskForm(forms.ModelForm):
    class Meta:
        model = Risk
        fields = RISK_FIELDS
        labels = {
            "code": gettext_lazy("Kode"),
            "text": gettext_lazy("Risiko"),
            "cause": gettext_lazy("Penyebab"),
            "likelihood": gettext_lazy("Kemungkinan"),
            "impact": gettext_lazy("Dampak"),
            "mitigation": gettext_lazy("Mitigasi"),
            "owner": gettext_lazy("Penanggung jawab"),
            "status": gettext_lazy("Status"),
        }
        widgets = {"mitigation": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, regency: Regency, **options: Any) -> None:
        super().__init__(*args, **options)
        agencies = Agency.objects.filter(regency=regency)
        cast("forms.ModelChoiceField[Any]", self.fields["owner"]).queryset = agencies
        word_empty_choices(self)
        self.helper = helper_of(
            Row(Column("code", css_class="col-md-3"), Column("text", css_class="col-md-9")),
            "cause",
            Row(Column("likelihood", css_class="col-md-6"), Column("impact", css_class="col-md-6")),
            "mitigation",
            Row(Column("owner", css_class="col-md-6"), Column("status", css_class="col-md-6")),
        )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RISK_FIELDS}
