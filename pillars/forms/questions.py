"""What the secretariat types about a single question: what it measures, how it is worded, where it stands."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from pillars.actions.questions import FIELDS
from pillars.forms.instruments import WordingForm
from pillars.models import Indicator, Instrument, SubPillar


class NewQuestionForm(forms.ModelForm):
    """A question that does not exist yet. `after` is the pk of the one it is proposed to follow; empty: the last."""

    key = forms.CharField(
        label=gettext_lazy("Kode pertanyaan"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Boleh kosong: kode dibuat dari dimensi dan bunyinya. Kode tetap sama setiap tahun."),
    )
    follows = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("Letakkan sesudah"), required=False, empty_label=None
    )

    class Meta:
        model = Indicator
        widgets = WordingForm.Meta.widgets
        fields = (
            *("dimension", "pillar", "sub_pillar", "answer_kind", "horizon"),
            *WordingForm.Meta.fields,
        )
        labels = {
            **WordingForm.Meta.labels,
            "dimension": gettext_lazy("Dimensi evaluasi"),
            "pillar": gettext_lazy("Pilar"),
            "sub_pillar": gettext_lazy("Subpilar"),
            "answer_kind": gettext_lazy("Bentuk jawaban"),
            "horizon": gettext_lazy("Tahun yang ditanyakan"),
        }

    def __init__(self, instrument: Instrument, data: QueryDict | None = None, *, after: str = "") -> None:
        rows = list(instrument.indicators.order_by("order"))
        chosen = next((row for row in rows if str(row.pk) == after), rows[-1] if rows else None)
        start: dict[str, Any] = {"horizon": Indicator.Horizon.THIS_YEAR}
        if chosen is not None:
            start |= {"dimension": chosen.dimension, "pillar": chosen.pillar_id, "follows": chosen.pk}
        super().__init__(data, initial=start)
        self.order_of = {row.pk: row.order for row in rows}
        follows: Any = self.fields["follows"]
        follows.queryset = instrument.indicators.order_by("-order")
        for name in ("pillar", "sub_pillar"):
            choice: Any = self.fields[name]
            choice.empty_label, choice.required = _("Tanpa"), False
        sub: Any = self.fields["sub_pillar"]
        sub.queryset = SubPillar.objects.select_related("pillar")
        sub.label_from_instance = lambda row: f"{row.pillar.name} · {row.name}"
        for name in ("dimension", "answer_kind"):
            choice = self.fields[name]
            choice.choices = [("", _("Pilih …")), *(pair for pair in choice.choices if pair[0])]
        self.helper = helper_of(
            Row(
                Column("dimension", css_class="col-md-4"),
                Column("pillar", css_class="col-md-4"),
                Column("sub_pillar", css_class="col-md-4"),
            ),
            Row(
                Column("answer_kind", css_class="col-md-4"),
                Column("unit", css_class="col-md-4"),
                Column("horizon", css_class="col-md-4"),
            ),
            Row(Column("label_id", css_class="col-md-6"), Column("label_en", css_class="col-md-6")),
            Row(Column("evidence_hint_id", css_class="col-md-6"), Column("evidence_hint_en", css_class="col-md-6")),
            Row(Column("element_id", css_class="col-md-6"), Column("element_en", css_class="col-md-6")),
            Row(Column("key", css_class="col-md-6"), Column("follows", css_class="col-md-6")),
        )

    def clean(self) -> dict[str, Any]:
        """A sub-pillar brings its pillar; one of another pillar is an error."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        pillar, sub = values.get("pillar"), values.get("sub_pillar")
        if sub is not None and pillar is None:
            values["pillar"] = sub.pillar
        elif sub is not None and pillar is not None and sub.pillar_id != pillar.pk:
            words = {"sub": sub.name, "right": sub.pillar.name, "given": pillar.name}
            text = _("Subpilar “%(sub)s” termasuk pilar “%(right)s”, bukan “%(given)s”.")
            self.add_error("sub_pillar", text % words)
        return values

    def validate_unique(self) -> None:
        """Whether a key is free is for the action to say."""

    def validate_constraints(self) -> None:
        """As `validate_unique`."""

    @property
    def place(self) -> int:
        """The number it shall have. Of a valid form."""
        follows = self.cleaned_data["follows"]
        return 1 if follows is None else self.order_of[follows.pk] + 1

    def values(self) -> dict[str, Any]:
        """What the action takes. Of a valid form."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class PlaceForm(forms.Form):
    """Which number a question shall have, among `most`."""

    helper = helper_of("place")

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"] = forms.IntegerField(
            label=_("Nomor"), min_value=1, max_value=most, help_text=_("Dari 1 sampai %d.") % most
        )
