"""What an operator types about planning documents and their programmes."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.actions.documents import FIELDS
from documents.models import Document, Goal, MasterplanProgramme, Mission, RpjmdProgramme, Target
from pillars.models import SubPillar
from regencies.models import Agency, Regency

FIRST_YEAR, LAST_YEAR = 2000, 2100


def helper_of(*rows: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # the page's own form has the token
    helper.layout = Layout(*rows)
    return helper


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


class SubPillarField(forms.ModelChoiceField):
    """Sub-pillars of all pillars, each with its pillar before it."""

    def label_from_instance(self, obj: SubPillar) -> str:
        return f"{obj.pillar.name}: {obj.name}"


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
            "rpjmd_programme",
        )
        labels = {
            "code": gettext_lazy("Kode"),
            "name": gettext_lazy("Nama program"),
            "description": gettext_lazy("Uraian"),
            "pillar": gettext_lazy("Pilar"),
            "horizon": gettext_lazy("Jangka"),
            "budget_rupiah": gettext_lazy("Anggaran seluruh masa program (rupiah)"),
            "agency": gettext_lazy("Perangkat daerah"),
            "rpjmd_programme": gettext_lazy("Jangkar di RPJMD"),
        }
        help_texts = {
            "budget_rupiah": gettext_lazy("Angka tanpa titik; kosongkan bila belum diketahui."),
            "rpjmd_programme": gettext_lazy("Program RPJMD yang dilayani; kosongkan bila belum ada."),
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
            "rpjmd_programme",
        )

    def _narrow(self) -> None:
        """Only what belongs to this regency can be chosen."""
        regency = self.document.regency_id
        choices = {
            "agency": Agency.objects.filter(regency=regency),
            "rpjmd_programme": RpjmdProgramme.objects.filter(document__regency=regency).order_by("document", "code"),
        }
        for name, rows in choices.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def clean_budget_rupiah(self) -> int | None:
        amount: int | None = self.cleaned_data["budget_rupiah"]
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("Anggaran tidak boleh kurang dari nol."))
        return amount

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
        fields = ("target", "code", "name", "indicator", "unit", "agency")
        labels = {
            "target": gettext_lazy("Sasaran"),
            "code": gettext_lazy("Kode"),
            "name": gettext_lazy("Nama program"),
            "indicator": gettext_lazy("Indikator"),
            "unit": gettext_lazy("Satuan"),
            "agency": gettext_lazy("Perangkat daerah"),
        }

    def __init__(self, *args: Any, document: Document, years: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.document, self.years = document, years
        agencies = Agency.objects.filter(regency=document.regency_id)
        cast("forms.ModelChoiceField[Any]", self.fields["agency"]).queryset = agencies
        cast("forms.ModelChoiceField[Any]", self.fields["target"]).queryset = Target.objects.filter(document=document)
        word_empty_choices(self)
        for year in years:
            self.fields[f"year_{year}"] = forms.CharField(label=_("Target %s") % year, max_length=80, required=False)
        if self.instance.pk:  # a programme keeps its code and its place in the tree
            del self.fields["target"], self.fields["code"]
        placed = [] if self.instance.pk else ["target"]
        code = [] if self.instance.pk else [Column("code", css_class="col-md-3")]
        self.helper = helper_of(
            *placed,
            Row(*code, Column("name", css_class="col-md-9")),
            Row(Column("indicator", css_class="col-md-9"), Column("unit", css_class="col-md-3")),
            "agency",
            Row(*(Column(f"year_{year}", css_class="col-6 col-md-2") for year in years)),
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        taken = RpjmdProgramme.objects.filter(document=self.document)
        take_code(self, taken, _("Dokumen ini sudah memiliki program dengan kode tersebut."))
        return values

    def values(self) -> dict[str, Any]:
        """All but the yearly targets."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}

    def year_targets(self) -> dict[int, str]:
        return {year: self.cleaned_data[f"year_{year}"] for year in self.years}

    @staticmethod
    def initial_of(programme: RpjmdProgramme) -> dict[str, str]:
        return {f"year_{row.year}": row.text for row in programme.year_targets.all()}


class MissionForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Kode"), max_length=20)
    order = forms.IntegerField(label=gettext_lazy("Urutan"), min_value=1, max_value=99)
    text = forms.CharField(label=gettext_lazy("Misi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of(
        Row(Column("code", css_class="col-6 col-md-3"), Column("order", css_class="col-6 col-md-3")), "text"
    )


class GoalForm(forms.Form):
    missions = forms.ModelMultipleChoiceField(
        Mission.objects.none(),
        label=gettext_lazy("Misi yang dilayani"),
        help_text=gettext_lazy("Satu tujuan dapat melayani beberapa misi."),
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.CharField(label=gettext_lazy("Kode"), max_length=20)
    text = forms.CharField(label=gettext_lazy("Tujuan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of("missions", Row(Column("code", css_class="col-6 col-md-3")), "text")


class TargetForm(forms.Form):
    goal = forms.ModelChoiceField(Goal.objects.none(), label=gettext_lazy("Tujuan"))
    code = forms.CharField(label=gettext_lazy("Kode"), max_length=20)
    text = forms.CharField(label=gettext_lazy("Sasaran"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of("goal", Row(Column("code", css_class="col-6 col-md-3")), "text")


class RewordForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Rumusan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of("text")


def part_form(kind: str, document: Document, data: QueryDict | None) -> MissionForm | GoalForm | TargetForm:
    """The form of a new mission, goal or target of this document; KeyError for any other kind."""
    forms_by_kind: dict[str, type[MissionForm] | type[GoalForm] | type[TargetForm]]
    forms_by_kind = {"misi": MissionForm, "tujuan": GoalForm, "sasaran": TargetForm}
    form = forms_by_kind[kind](data)
    for name, rows in (("missions", document.missions.all()), ("goal", document.goals.all())):
        if name in form.fields:
            cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
    word_empty_choices(form)
    return form
