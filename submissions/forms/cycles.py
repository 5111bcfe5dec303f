"""What the secretariat types about a cycle: its name, its windows, the regions to invite."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.layout import Column, Row
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock
from common.form_layout import helper_of
from common.spreadsheet import TableError
from pillars.models import Dimension, Instrument
from regencies.models import Regency
from regencies.queries import by_code
from submissions.models import Cycle, Window
from submissions.queries.cycles import CohortLine

FIRST_YEAR, LAST_YEAR = 2017, 2100  # the movement towards 100 smart cities began in 2017
MOST_CODES = 2_000
CHAIN = ("tie_first", "tie_second")


class NewCycleForm(forms.ModelForm):
    """A new draft. `previous` must be earlier than the cycle itself."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    class Meta:
        model = Cycle
        fields = ("name", "year", "stage", "previous")
        labels = {"name": gettext_lazy("Nama"), "stage": gettext_lazy("Tahap")}
        help_texts = {"name": gettext_lazy("Nama yang dibaca semua orang, misalnya Evaluasi 2026.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _prepare_previous(self, Cycle.objects.exclude(state=Cycle.State.DRAFT))
        stage: Any = self.fields["stage"]
        stage.choices = [("", _("Pilih …")), *(pair for pair in stage.choices if pair[0])]
        self.helper = helper_of(
            "name",
            Row(Column("year", css_class="col-6"), Column("stage", css_class="col-6")),
            "previous",
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        previous, year, stage = values.get("previous"), values.get("year"), values.get("stage")
        if previous and year and stage and (previous.year, previous.stage) >= (year, stage):
            self.add_error("previous", _("Siklus pembanding harus lebih awal daripada siklus ini."))
        return values

    def validate_unique(self) -> None:
        """Whether the year and stage are free is for the action to say: only it can know at the moment of storing."""

    def validate_constraints(self) -> None:
        """As `validate_unique`."""


class CloneCycleForm(forms.ModelForm):
    """Name, year and stage of the cycle that is made from `source`; instruments stand in fields of the cohorts."""

    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    with_regions = forms.BooleanField(
        label=gettext_lazy("Undang daerah yang sama"),
        required=False,
        help_text=gettext_lazy("Undangan dapat dibatalkan satu per satu selagi siklus disiapkan."),
    )

    class Meta:
        model = Cycle
        fields = ("name", "year", "stage")
        labels = {"name": gettext_lazy("Nama"), "stage": gettext_lazy("Tahap")}

    def __init__(self, source: Cycle, lines: Sequence[CohortLine], data: QueryDict | None = None) -> None:
        year = source.year + 1
        start = {
            "name": source.name.replace(str(source.year), str(year)),
            "year": year,
            "stage": source.stage,
            "with_regions": True,
            **{f"instrument_{line.cohort}": line.choices[0] for line in lines if line.choices and line.instrument},
        }
        super().__init__(data, initial=start)
        self.cohorts = [line for line in lines if line.choices]
        for line in self.cohorts:
            self.fields[f"instrument_{line.cohort}"] = forms.ModelChoiceField(
                Instrument.objects.filter(pk__in=[one.pk for one in line.choices]),
                label=_("Instrumen %(cohort)s") % {"cohort": line.label},
                required=False,
                empty_label=_("Tidak ikut dalam siklus ini"),
            )
        self.helper = helper_of(
            "name",
            Row(Column("year", css_class="col-6"), Column("stage", css_class="col-6")),
            *(f"instrument_{line.cohort}" for line in self.cohorts),
            "with_regions",
        )

    @property
    def instruments(self) -> dict[str, Instrument]:
        """The chosen instrument of each cohort that takes part. Of a valid form."""
        found = {line.cohort: self.cleaned_data[f"instrument_{line.cohort}"] for line in self.cohorts}
        return {cohort: row for cohort, row in found.items() if row is not None}

    def validate_unique(self) -> None:
        """As of `NewCycleForm`."""

    def validate_constraints(self) -> None:
        """As of `NewCycleForm`."""


class ChangeCycleForm(forms.ModelForm):
    """Name and comparison of a cycle whose results do not stand yet."""

    class Meta:
        model = Cycle
        fields = ("name", "previous")
        labels = {"name": gettext_lazy("Nama")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        one = self.instance
        known = Cycle.objects.exclude(state=Cycle.State.DRAFT).filter(year__lte=one.year)
        _prepare_previous(self, known.exclude(pk=one.pk).exclude(year=one.year, stage__gte=one.stage))
        if one.state == Cycle.State.DRAFT:
            self._ask_for_the_chain(one)
        self.helper = helper_of(*self.fields)

    def _ask_for_the_chain(self, one: Cycle) -> None:
        """Fields for the order of equal finals, the first two of its dimensions; none once the cycle is open."""
        nothing = [("", _("Berbagi peringkat"))]
        labels = (_("Bila nilai final sama, didahulukan menurut"), _("Bila masih sama, menurut"))
        for place, (name, label) in enumerate(zip(CHAIN, labels, strict=True)):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[*nothing, *Dimension.choices], required=False, initial=_nth(one.tie_chain, place)
            )
        self.fields[CHAIN[0]].help_text = _("Ditetapkan sebelum siklus dibuka; sesudah itu tidak dapat diubah.")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, second = (values.pop(name, "") for name in CHAIN)
        if second and not first:
            self.add_error(CHAIN[0], _("Pilih dimensi pertama dahulu."))
        elif first and first == second:
            self.add_error(CHAIN[1], _("Pilih dimensi lain daripada yang pertama."))
        if CHAIN[0] in self.fields:
            values["tie_chain"] = [name for name in (first, second) if name]
        return values


def _nth(chain: Sequence[str], place: int) -> str:
    return chain[place] if place < len(chain) else ""


def _prepare_previous(form: forms.ModelForm, choices: Any) -> None:
    field: Any = form.fields["previous"]
    field.queryset = choices
    field.label = _("Siklus pembanding")
    field.empty_label = _("Tanpa pembanding")
    field.help_text = _("Jawaban tahun lalu dan Indeks Peningkatan diambil dari siklus ini.")


class WindowForm(forms.Form):
    """When a window opens and closes, as date and time on the ministry's clocks (`settings.TIME_ZONE`)."""

    opens_date = forms.DateField(label=gettext_lazy("Tanggal buka"))
    opens_time = forms.TimeField(label=gettext_lazy("Pukul buka"))
    closes_date = forms.DateField(label=gettext_lazy("Tanggal tutup"))
    closes_time = forms.TimeField(label=gettext_lazy("Pukul tutup"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("opens_date", "closes_date"):
            day: Any = self.fields[name]
            day.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            day.input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        for name in ("opens_time", "closes_time"):
            hour: Any = self.fields[name]
            hour.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            hour.input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
        self.helper = helper_of(
            Row(Column("opens_date", css_class="col-sm-7"), Column("opens_time", css_class="col-sm-5")),
            Row(Column("closes_date", css_class="col-sm-7"), Column("closes_time", css_class="col-sm-5")),
        )

    @staticmethod
    def initial_of(window: Window | None) -> dict[str, date | time]:
        if window is None:
            return {}
        opens, closes = (clock.local(at, settings.TIME_ZONE) for at in (window.opens_at, window.closes_at))
        return {
            "opens_date": opens.date(),
            "opens_time": opens.time(),
            "closes_date": closes.date(),
            "closes_time": closes.time(),
        }

    def clean_opens_date(self) -> date:
        return _sane(self.cleaned_data["opens_date"])

    def clean_closes_date(self) -> date:
        return _sane(self.cleaned_data["closes_date"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            values["opens_at"] = _instant(values["opens_date"], values["opens_time"])
            values["closes_at"] = _instant(values["closes_date"], values["closes_time"])
            if values["closes_at"] <= values["opens_at"]:
                self.add_error("closes_date", _("Waktu tutup harus sesudah waktu buka."))
        return values


def _sane(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise forms.ValidationError(_("Tahun harus antara %(first)d dan %(last)d.") % words)
    return day


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def read_codes(text: str) -> list[Regency]:
    """Regions whose codes are listed, one per line or parted by commas; doubles count once.

    Raises `TableError` with every line that holds an unknown code, or when there is no code at all.
    """
    found: list[tuple[int, str]] = []
    for line, content in enumerate(text.splitlines(), 1):
        found += [(line, part) for part in re.split(r"[,;\s]+", content.strip()) if part]
    if not found:
        raise TableError([(1, _("Tuliskan paling sedikit satu kode daerah."))])
    if len(found) > MOST_CODES:
        raise TableError([(MOST_CODES, _("Paling banyak %(count)d kode sekaligus.") % {"count": MOST_CODES})])
    known = by_code(code for _line, code in found)
    errors = [(line, _unknown(code)) for line, code in found if code not in known]
    if errors:
        raise TableError(errors)
    return list({code: known[code] for _line, code in found}.values())


def _unknown(code: str) -> str:
    words: Mapping[str, str] = {"code": code[:20]}
    if re.fullmatch(r"\d{4}", code):
        return _("“%(code)s” ditulis tanpa titik. Pakai kode Kemendagri seperti 64.01, bukan kode BPS.") % words
    return _("“%(code)s” bukan kode kabupaten atau kota.") % words
