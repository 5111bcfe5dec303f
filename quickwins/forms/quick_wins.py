"""What an operator types about a Quick Win as a whole."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.forms.fields import FIRST_YEAR, LAST_YEAR, word_empty_choices
from documents.models import MasterplanProgramme, Target
from quickwins.actions import FIELDS
from quickwins.models import QuickWin
from regencies.models import Agency, Regency

TEXTS = ("beneficiaries", "partners", "appeal", "resources", "output", "outcome", "impact", "continuity")


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
            "strategic_issue": gettext_lazy("Isu strategis RPJMD"),
            "beneficiaries": gettext_lazy("Penerima manfaat"),
            "partners": gettext_lazy("Mitra"),
            "appeal": gettext_lazy("Daya tarik dan keunikan"),
            "resources": gettext_lazy("Sumber daya"),
            "output": gettext_lazy("Output"),
            "outcome": gettext_lazy("Outcome"),
            "impact": gettext_lazy("Dampak"),
            "continuity": gettext_lazy("Keberlanjutan"),
        }
        help_texts = {
            "code": gettext_lazy("Singkat dan tidak berulang di daerah ini; misalnya QW-07."),
            "strategic_issue": gettext_lazy("Isu strategis daerah yang dijawab program ini."),
            "predecessor_note": gettext_lazy("Nama program yang dilanjutkan bila tidak tercatat di sini."),
            "beneficiaries": gettext_lazy("Siapa yang merasakan manfaatnya dan berapa banyak."),
            "partners": gettext_lazy("Pihak yang terlibat dan perannya."),
            "appeal": gettext_lazy("Mengapa menarik dan apa yang membedakannya dari program lain."),
            "resources": gettext_lazy("Anggaran, tim, dan sarana untuk pengembangan dan operasional."),
            "output": gettext_lazy("Apa yang dihasilkan."),
            "outcome": gettext_lazy("Apa yang berubah bagi penerimanya."),
            "impact": gettext_lazy("Manfaat jangka panjang bagi warga dan daerah."),
            "continuity": gettext_lazy("Bagaimana program ini dijaga agar berlanjut."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in TEXTS}

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
            "strategic_issue",
            Row(Column("beneficiaries", css_class="col-md-6"), Column("partners", css_class="col-md-6")),
            Row(Column("appeal", css_class="col-md-6"), Column("resources", css_class="col-md-6")),
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
