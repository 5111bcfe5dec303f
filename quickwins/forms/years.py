"""What an operator types about one year of a Quick Win, and about a step within it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from common.steps import Step, available
from documents.forms.fields import FIRST_YEAR, LAST_YEAR
from quickwins.forms.amounts import RupiahField
from quickwins.models import QuickWinYear
from quickwins.workflow import YEAR_STEPS

FIELDS = ("status", "target", "realisation", "reason", "budget_rupiah", "spent_rupiah")
LONGEST_REASON = 2000


class StatusForm(forms.Form):
    """How a Quick Win stands in one year."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    status = forms.ChoiceField(label=gettext_lazy("Keadaan"), choices=[("", gettext_lazy("Pilih …"))])
    target = forms.CharField(
        label=gettext_lazy("Target"),
        help_text=gettext_lazy("Seperti tertulis dalam rencana; misalnya “60 desa” atau “≥ 90%”."),
        max_length=200,
        required=False,
    )
    realisation = forms.CharField(label=gettext_lazy("Realisasi"), max_length=200, required=False)
    budget_rupiah = RupiahField(label=gettext_lazy("Anggaran (rupiah)"))
    spent_rupiah = RupiahField(label=gettext_lazy("Terpakai (rupiah)"))
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        help_text=gettext_lazy("Wajib diisi bila Quick Win dijeda atau dihentikan."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = helper_of(
        Row(Column("year", css_class="col-5 col-md-3"), Column("status", css_class="col-7 col-md-9")),
        Row(Column("target", css_class="col-md-6"), Column("realisation", css_class="col-md-6")),
        Row(Column("budget_rupiah", css_class="col-md-6"), Column("spent_rupiah", css_class="col-md-6")),
        "reason",
    )

    def __init__(self, data: QueryDict | None, *, years: Sequence[QuickWinYear], year: int) -> None:
        """`year`: the one the page is about; `years`: what was recorded so far."""
        self.page_year, self.recorded = year, {row.year for row in years}
        known = next((row for row in years if row.year == year), None)
        initial = {name: getattr(known, name) for name in FIELDS} if known else {}
        super().__init__(data, initial={"year": year, **initial})
        if known:
            self.fields["year"].widget.attrs["readonly"] = True
        choice = cast(forms.ChoiceField, self.fields["status"])
        choice.choices = [("", _("Pilih …")), *_statuses(known)]

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


def _statuses(known: QuickWinYear | None) -> list[tuple[str, Any]]:
    """All of them for a year of which nothing is known; else where it stands and where a step leads."""
    if known is None:
        return list(QuickWinYear.Status.choices)
    reachable = {known.status, *(step.target for _name, step in available(YEAR_STEPS, known.status))}
    return [(value, label) for value, label in QuickWinYear.Status.choices if value in reachable]


class StepForm(forms.Form):
    """Why a step is taken; asked for only where the step wants a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = helper_of("reason")

    def __init__(self, data: QueryDict | None, *, step: Step) -> None:
        super().__init__(data)
        self.fields["reason"].required = step.reason_needed
