"""What the secretariat types and uploads about an instrument. A table's faults are named by line, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import spreadsheet
from common.form_layout import helper_of
from pillars.actions.imports import Header, inspect
from pillars.models import Dimension, Indicator, Instrument
from pillars.rows import HEADER, QUESTIONS, WEIGHTS, Fault, Unfit, Weight, read_weights

MOST_ROWS = 1_000
MOST_BYTES = 5 * 1024 * 1024
HEADER_FIELDS = (
    *("slug", "name", "year", "stage", "cohort"),
    *("panel_size", "rounding", "improvement_rule", "panel_value_replaces"),
)
FIRST_YEAR, LAST_YEAR = 2017, 2100  # the movement towards 100 smart cities began in 2017


class TableField(forms.FileField):
    """An uploaded CSV or XLSX as its rows; what cannot be read is said with its line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"})
        super().__init__(widget=widget, validators=[FileExtensionValidator(["csv", "xlsx"])], **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile | None = super().clean(data, initial)
        if file is None:
            return None
        try:
            return spreadsheet.read_table(file, name=file.name or "", max_rows=MOST_ROWS, max_bytes=MOST_BYTES)
        except spreadsheet.TableError as error:
            faults = [Fault(QUESTIONS, line if line > 1 else None, text) for line, text in error.errors]
            raise forms.ValidationError([str(fault) for fault in faults]) from error


class WeightFields(forms.Form):
    """A percentage per dimension; empty: the instrument does not have that dimension."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for dimension in Dimension:
            self.fields[f"weight_{dimension}"] = forms.DecimalField(
                label=dimension.label,
                required=False,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def typed(self) -> list[Weight]:
        found = [(str(name), self.cleaned_data.get(f"weight_{name}")) for name in Dimension.values]
        return [Weight(name, percent) for name, percent in found if percent is not None]

    def weight_rows(self) -> list[forms.BoundField]:
        return [self[f"weight_{name}"] for name in Dimension.values]

    @staticmethod
    def initial_of(instrument: Instrument) -> dict[str, Decimal]:
        return {f"weight_{row.dimension}": row.percent.normalize() + 0 for row in instrument.weights.all()}

    def tell(self, faults: Sequence[Fault]) -> None:
        """Put what an action refused into its place on the page."""
        for fault in faults:
            self.add_error(None, str(fault))


class ImportForm(WeightFields, forms.ModelForm):
    """A new instrument: what it says about itself, its questions as a file, its weights as a file or typed."""

    questions = TableField(label=gettext_lazy("Berkas pertanyaan"))
    weights_file = TableField(label=gettext_lazy("Berkas bobot"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    panel_size = forms.IntegerField(label=gettext_lazy("Jumlah asesor"), min_value=1, max_value=9)

    class Meta:
        model = Instrument
        fields = HEADER_FIELDS
        labels = {"slug": gettext_lazy("Kode")}
        help_texts = {"slug": gettext_lazy("Huruf kecil, angka, dan tanda hubung; misalnya 2024-reguler.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("stage", "cohort", "rounding", "improvement_rule"):
            choice = cast(forms.TypedChoiceField, self.fields[name])
            known = cast(Sequence[tuple[str, str]], choice.choices)
            choice.choices = [("", _("Pilih …")), *(pair for pair in known if pair[0])]
        self.helper = helper_of(
            Row(Column("name", css_class="col-md-8"), Column("slug", css_class="col-md-4")),
            Row(
                Column("year", css_class="col-6 col-md-3"),
                Column("stage", css_class="col-6 col-md-3"),
                Column("cohort", css_class="col-6 col-md-3"),
                Column("panel_size", css_class="col-6 col-md-3"),
            ),
            "rounding",
            "improvement_rule",
            "panel_value_replaces",
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        slug = values.get("slug", "")
        weights = self._weights(slug)
        if values.get("questions") is not None:
            _found, faults = inspect(values["questions"], slug=slug, weights=weights)
            self.tell(faults)
        values["weights"] = weights or []
        return values

    def _weights(self, slug: str) -> list[Weight] | None:
        """The file's weights, else the typed ones; None when they cannot be judged because a cell is wrong."""
        rows = self.cleaned_data.get("weights_file")
        if rows is not None:
            weights, faults = read_weights(rows, slug)
            self.tell(faults)
            return None if faults else weights
        wrong = "weights_file" in self.errors or any(field.errors for field in self.weight_rows())
        return None if wrong else self.typed()

    def tell(self, faults: Sequence[Fault]) -> None:
        has_file = bool(self.files.get("weights_file"))
        fields = {HEADER: "slug", QUESTIONS: "questions", WEIGHTS: "weights_file" if has_file else None}
        for fault in faults:
            self.add_error(fields[fault.part], str(fault))

    def header(self) -> Header:
        return Header(**{name: self.cleaned_data[name] for name in HEADER_FIELDS})


class ReplaceForm(forms.Form):
    """All questions anew, from a file."""

    questions = TableField(label=gettext_lazy("Berkas pertanyaan"))

    def tell(self, unfit: Unfit) -> None:
        for fault in unfit.faults:
            self.add_error("questions" if fault.part == QUESTIONS else None, str(fault))


class CloneForm(forms.ModelForm):
    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    class Meta:
        model = Instrument
        fields = ("name", "slug", "year", "panel_value_replaces")
        labels = {"slug": gettext_lazy("Kode")}
        help_texts = {"slug": gettext_lazy("Huruf kecil, angka, dan tanda hubung; misalnya 2024-reguler.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        place = Row(Column("slug", css_class="col-8"), Column("year", css_class="col-4"))
        self.helper = helper_of("name", place, "panel_value_replaces")

    @staticmethod
    def initial_of(source: Instrument) -> dict[str, Any]:
        """The same names a year on: "2023-reguler" becomes "2024-reguler"."""
        old, new = str(source.year), str(source.year + 1)
        name = source.name.replace(old, new)
        rule = {"panel_value_replaces": source.panel_value_replaces}
        return {"name": name, "slug": source.slug.replace(old, new), "year": source.year + 1} | rule


class VersionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan perbaikan"),
        help_text=gettext_lazy("Tercatat dalam riwayat instrumen."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = helper_of("reason")


class WordingForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = ("label_id", "label_en", "element_id", "element_en", "unit", "evidence_hint_id", "evidence_hint_en")
        labels = {
            "label_id": gettext_lazy("Pertanyaan"),
            "label_en": gettext_lazy("Pertanyaan dalam bahasa Inggris"),
            "element_id": gettext_lazy("Unsur"),
            "element_en": gettext_lazy("Unsur dalam bahasa Inggris"),
            "unit": gettext_lazy("Satuan"),
            "evidence_hint_id": gettext_lazy("Data dukung yang diminta"),
            "evidence_hint_en": gettext_lazy("Data dukung yang diminta, dalam bahasa Inggris"),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("label_id", "label_en", "evidence_hint_id", "evidence_hint_en")
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = helper_of(
            Row(Column("label_id", css_class="col-md-6"), Column("label_en", css_class="col-md-6")),
            Row(Column("evidence_hint_id", css_class="col-md-6"), Column("evidence_hint_en", css_class="col-md-6")),
            Row(Column("element_id", css_class="col-md-6"), Column("element_en", css_class="col-md-6")),
            Row(Column("unit", css_class="col-md-6")),
        )

    def wording(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]) for name in self.fields}


class LevelsForm(forms.Form):
    """What levels 0 to 4 mean for one question, in two languages; both empty: not known."""

    LEVELS = range(5)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for level in self.LEVELS:
            for language, label in (("id", _("Tingkat %d")), ("en", _("Tingkat %d dalam bahasa Inggris"))):
                self.fields[f"text_{language}_{level}"] = forms.CharField(
                    label=label % level,
                    required=False,
                    max_length=1000,
                    widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
                )

    def level_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"text_id_{level}"], self[f"text_en_{level}"]) for level in self.LEVELS]

    def texts(self) -> dict[int, tuple[str, str]]:
        values = cast(Mapping[str, str], self.cleaned_data)
        return {level: (values[f"text_id_{level}"], values[f"text_en_{level}"]) for level in self.LEVELS}

    @staticmethod
    def initial_of(indicator: Indicator) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in indicator.level_texts.all():
            found |= {f"text_id_{row.level}": row.text_id, f"text_en_{row.level}": row.text_en}
        return found
