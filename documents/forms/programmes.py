"""What an operator types about programmes of a Masterplan or an RPJMD."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.forms.fields import check_years, take_code, word_empty_choices, year_field
from documents.models import Document, MasterplanProgramme, RpjmdProgramme, Target
from pillars.models import SubPillar
from regencies.models import Agency


def not_negative(amount: int | None) -> int | None:
    """The amount in rupiah; None: not known. Raises `ValidationError` below zero."""
    if amount is not None and amount < 0:
        raise forms.ValidationError(_("Anggaran tidak boleh kurang dari nol."))
    return amount


class SubPillarField(forms.ModelChoiceField):
    """Sub-pillars of all pillars, each with its pillar before it."""

    def label_from_instance(self, obj: SubPillar) -> str:
        return f"{obj.pillar.name}: {obj.name}"


class MasterplanProgrammeForm(forms.ModelForm):
    start_year = year_field(gettext_lazy("Tahun mulai"), required=False)
    end_year = year_field(gettext_lazy("Tahun selesai"), required=False)
    sub_pillar = SubPillarField(
        SubPillar.objects.select_related("pillar"), label=gettext_lazy("Subpilar"), required=False
    )

    class Meta:
        model = MasterplanProgramme
        fields = (
            "code",
            "name",
            "description",
            "pillar",
            "sub_pillar",
            "horizon",
            "start_year",
            "end_year",
            "budget_rupiah",
            "agency",
        )
        labels = {
            "code": gettext_lazy("Kode"),
            "name": gettext_lazy("Nama program"),
            "description": gettext_lazy("Uraian"),
            "pillar": gettext_lazy("Pilar"),
            "horizon": gettext_lazy("Jangka"),
            "budget_rupiah": gettext_lazy("Anggaran seluruh masa program (rupiah)"),
            "agency": gettext_lazy("Perangkat daerah"),
        }
        help_texts = {
            "budget_rupiah": gettext_lazy("Angka tanpa titik; kosongkan bila belum diketahui."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, document: Document, **options: Any) -> None:
        super().__init__(*args, **options)
        self.document = document
        self._narrow()
        word_empty_choices(self)
        self.helper = helper_of(
            Row(Column("code", css_class="col-md-3"), Column("name", css_class="col-md-9")),
            "description",
            Row(Column("pillar", css_class="col-md-6"), Column("sub_pillar", css_class="col-md-6")),
            Row(
                Column("horizon", css_class="col-md-4"),
                Column("start_year", css_class="col-6 col-md-4"),
                Column("end_year", css_class="col-6 col-md-4"),
            ),
            Row(Column("agency", css_class="col-md-6"), Column("budget_rupiah", css_class="col-md-6")),
        )

    def _narrow(self) -> None:
        """Only agencies of this regency can be chosen."""
        agencies = Agency.objects.filter(regency=self.document.regency_id)
        cast("forms.ModelChoiceField[Any]", self.fields["agency"]).queryset = agencies

    def clean_budget_rupiah(self) -> int | None:
        return not_negative(self.cleaned_data["budget_rupiah"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        check_years(self)
        pillar, sub_pillar = values.get("pillar"), values.get("sub_pillar")
        if pillar and sub_pillar and sub_pillar.pillar_id != pillar.pk:
            self.add_error("sub_pillar", _("Subpilar ini bukan bagian dari pilar yang dipilih."))
        taken = MasterplanProgramme.objects.filter(document=self.document).exclude(pk=self.instance.pk)
        take_code(self, taken, _("Dokumen ini sudah memiliki program dengan kode tersebut."))
        return values

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class RpjmdProgrammeForm(forms.ModelForm):
    """A programme of an RPJMD with a target for each year of the document."""

    class Meta:
        model = RpjmdProgramme
        fields = ("target", "code", "name", "indicator", "unit", "agency", "budget_rupiah")
        labels = {
            "target": gettext_lazy("Sasaran"),
            "code": gettext_lazy("Kode"),
            "name": gettext_lazy("Nama program"),
            "indicator": gettext_lazy("Indikator"),
            "unit": gettext_lazy("Satuan"),
            "agency": gettext_lazy("Perangkat daerah"),
            "budget_rupiah": gettext_lazy("Pagu anggaran seluruh periode (rupiah)"),
        }
        help_texts = {"budget_rupiah": gettext_lazy("Angka tanpa titik; kosongkan bila belum diketahui.")}

    def __init__(self, *args: Any, document: Document, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.document, self.years = document, years
        agencies = Agency.objects.filter(regency=document.regency_id)
        cast("forms.ModelChoiceField[Any]", self.fields["agency"]).queryset = agencies
        cast("forms.ModelChoiceField[Any]", self.fields["target"]).queryset = Target.objects.filter(document=document)
        word_empty_choices(self)
        for year in years:
            self.fields[f"year_{year}"] = forms.CharField(label=_("Target %s") % year, max_length=80, required=False)
            came = forms.CharField(label=_("Realisasi %s") % year, max_length=80, required=False)
            self.fields[f"came_{year}"] = came
        if not self.instance._state.adding:  # a programme keeps its code, by which tables know it
            del self.fields["code"]
        code = [] if not self.instance._state.adding else [Column("code", css_class="col-md-3")]
        self.helper = helper_of(
            "target",
            Row(*code, Column("name", css_class="col-md-9")),
            Row(Column("indicator", css_class="col-md-9"), Column("unit", css_class="col-md-3")),
            Row(Column("agency", css_class="col-md-6"), Column("budget_rupiah", css_class="col-md-6")),
            Row(*(Column(f"year_{year}", css_class="col-6 col-md-2") for year in years)),
            Row(*(Column(f"came_{year}", css_class="col-6 col-md-2") for year in years)),
        )

    def clean_budget_rupiah(self) -> int | None:
        return not_negative(self.cleaned_data["budget_rupiah"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        taken = RpjmdProgramme.objects.filter(document=self.document)
        take_code(self, taken, _("Dokumen ini sudah memiliki program dengan kode tersebut."))
        return values

    def values(self) -> dict[str, Any]:
        """All but the years."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def year_targets(self) -> dict[int, str]:
        return {year: self.cleaned_data[f"year_{year}"] for year in self.years}

    def realisations(self) -> dict[int, str]:
        return {year: self.cleaned_data[f"came_{year}"] for year in self.years}

    @staticmethod
    def initial_of(programme: RpjmdProgramme) -> dict[str, str]:
        rows = list(programme.year_targets.all())
        return {f"year_{row.year}": row.text for row in rows} | {f"came_{row.year}": row.realisation for row in rows}
