"""What is typed into a quarterly report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from quickwins.actions import REPORT_FIELDS
from quickwins.models import QuarterReport

LONGEST = 5000  # characters of a text


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, required=False, widget=area)


class ReportForm(forms.Form):
    """A draft may hold as little as one likes; what is missing is said when it is sent."""

    progress = _text(
        gettext_lazy("Kegiatan dan kemajuan"), gettext_lazy("Apa yang dikerjakan pada triwulan ini dan hasilnya.")
    )
    realisation = forms.CharField(
        label=gettext_lazy("Realisasi sampai triwulan ini"),
        help_text=gettext_lazy("Dalam satuan targetnya; misalnya “45 desa”."),
        max_length=200,
        required=False,
    )
    obstacles = _text(gettext_lazy("Kendala"))
    next_steps = _text(gettext_lazy("Tindak lanjut"), gettext_lazy("Apa yang dilakukan berikutnya, oleh siapa."))
    light = forms.ChoiceField(
        label=gettext_lazy("Lampu keadaan"),
        help_text=gettext_lazy(
            "Hijau: sesuai rencana. Kuning: terhambat, masih dapat dikejar. Merah: tidak tercapai tanpa keputusan baru."
        ),
        choices=QuarterReport.Light.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    light_reason = _text(gettext_lazy("Alasan lampu"), gettext_lazy("Wajib untuk kuning dan merah."))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    helper = helper_of(*REPORT_FIELDS, "version")

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in REPORT_FIELDS}


def initial_of(report: QuarterReport | None) -> dict[str, Any]:
    """What the form holds at first: the report as it is stored, nothing for a new one."""
    if report is None:
        return {"version": 0}
    return {name: getattr(report, name) for name in (*REPORT_FIELDS, "version")}
