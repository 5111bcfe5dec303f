"""What an operator types about a risk."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.forms.fields import word_empty_choices
from quickwins.models import Risk
from regencies.models import Agency, Regency


class RiskForm(forms.ModelForm):
    class Meta:
        model = Risk
        fields = ("code", "text", "cause", "likelihood", "impact", "mitigation", "owner")
        labels = {
            "code": gettext_lazy("Kode"),
            "text": gettext_lazy("Risiko"),
            "cause": gettext_lazy("Penyebab"),
            "likelihood": gettext_lazy("Kemungkinan"),
            "impact": gettext_lazy("Dampak"),
            "mitigation": gettext_lazy("Mitigasi"),
            "owner": gettext_lazy("Penanggung jawab"),
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
            Row(
                Column("likelihood", css_class="col-6 col-md-4"),
                Column("impact", css_class="col-6 col-md-4"),
                Column("owner", css_class="col-md-4"),
            ),
            "mitigation",
        )
