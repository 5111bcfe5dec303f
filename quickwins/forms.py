"""What an operator types about Quick Wins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.forms.fields import FIRST_YEAR, LAST_YEAR, word_empty_choices
from documents.models import MasterplanProgramme, Target
from quickwins.actions import FIELDS
from quickwins.models import QuickWin, QuickWinYear, Risk
from regencies.models import Agency, Regency


class QuickWinForm(forms.ModelForm):
    start_year = forms.IntegerField(label=gettext_lazy("Tahun mulai"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    class Meta:
        model = QuickWin
        fields = FIELDS
        labels = {
            "code": gettext_lazy("Kode"),
            "name": gettext_lazy("Nama"),
            "pillar": gettext_lazy("Pilar"),
            "agency": gettext_lazy("Perangkat daerah"),
            "masterplan_programme": gettext_lazy("Program Masterplan"),
            "rpjmd_target": gettext_lazy("Sasaran RPJMD"),
            "predecessor": gettext_lazy("Melanjutkan Quick Win"),
            "predecessor_note": gettext_lazy("Pendahulu di luar portal"),
            "output": gettext_lazy("Output"),
            "outcome": gettext_lazy("Outcome"),
            "impact": gettext_lazy("Dampak"),
            "continuity": gettext_lazy("Keberlanjutan"),
        }
        help_texts = {
            "code": gettext_lazy("Singkat dan tidak berulang di daerah ini; misalnya QW-07."),
            "output": gettext_lazy("Apa yang dihasilkan."),
            "outcome": gettext_lazy("Apa yang berubah bagi penerimanya."),
            "impact": gettext_lazy("Manfaat jangka panjang bagi warga dan daerah."),
            "continuity": gettext_lazy("Bagaimana program ini dijaga agar berlanjut."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("output", "outcome", "impact", "continuity")}

    def __init__(self, *args: Any, regency: Regency, **options: Any) -> None:
        super().__init__(*args, **options)
        self.regency = regency
        self._narrow()
        word_empty_choices(self)
        self.helper = helper_of(
            Row(Column("code", css_class="col-md-3"), Column("name", css_class="col-md-9")),
            Row(
                Column("pillar", css_class="col-md-5"),
                Column("agency", css_class="col-md-4"),
                Column("start_year", css_class="col-md-3"),
            ),
            Row(Column("masterplan_programme", css_class="col-md-6"), Column("rpjmd_target", css_class="col-md-6")),
            Row(Column("predecessor", css_class="col-md-6"), Column("predecessor_note", css_class="col-md-6")),
            Row(Column("output", css_class="col-md-6"), Column("outcome", css_class="col-md-6")),
            Row(Column("impact", css_class="col-md-6"), Column("continuity", css_class="col-md-6")),
        )

    def _narrow(self) -> None:
        """Only what belongs to this regency can be chosen."""
        choices = {
            "agency": Agency.objects.filter(regency=self.regency),
            "masterplan_programme": MasterplanProgramme.objects.filter(document__regency=self.regency),
            "rpjmd_target": Target.objects.filter(document__regency=self.regency),
            "predecessor": QuickWin.objects.filter(regency=self.regency).exclude(pk=self.instance.pk),
        }
        for name, rows in choices.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        taken = QuickWin.objects.filter(regency=self.regency, code=values.get("code", "")).exclude(pk=self.instance.pk)
        if taken.exists():
            self.add_error("code", _("Daerah ini sudah memiliki Quick Win dengan kode tersebut."))
        return values

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class StatusForm(forms.Form):
    """How a Quick Win stands in one year."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    status = forms.ChoiceField(label=gettext_lazy("Keadaan"), choices=[("", gettext_lazy("Pilih …"))])
    target = forms.CharField(label=gettext_lazy("Target"), max_length=200, required=False)
    realisation = forms.CharField(label=gettext_lazy("Realisasi"), max_length=200, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        help_text=gettext_lazy("Wajib diisi bila Quick Win dijeda atau dihentikan."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = helper_of(
        Row(Column("year", css_class="col-5 col-md-3"), Column("status", css_class="col-7 col-md-9")),
        "target",
        "realisation",
        "reason",
    )

    def __init__(self, data: QueryDict | None, *, years: Sequence[QuickWinYear], year: int) -> None:
        """`year`: the one the page is about; `years`: what was recorded so far."""
        self.page_year, self.recorded = year, {row.year for row in years}
        known = next((row for row in years if row.year == year), None)
        fields = ("status", "target", "realisation", "reason")
        initial = {name: getattr(known, name) for name in fields} if known else {}
        super().__init__(data, initial={"year": year, **initial})
        choice = cast(forms.ChoiceField, self.fields["status"])
        choice.choices = [("", _("Pilih …")), *QuickWinYear.Status.choices]

    def clean_year(self) -> int:
        """Another year that was recorded already is opened first, so that nothing is emptied unseen."""
        year: int = self.cleaned_data["year"]
        if year != self.page_year and year in self.recorded:
            raise forms.ValidationError(_("Keadaan %s sudah dicatat. Buka dahulu catatan tahun itu.") % year)
        return year

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("status") in QuickWinYear.NEEDS_REASON and not values.get("reason"):
            self.add_error("reason", _("Tuliskan alasan mengapa Quick Win dijeda atau dihentikan."))
        return values


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
