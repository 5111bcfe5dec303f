"""What is typed about taking a seat, conflicts of interest, an assessor's profile, and the wishes for a plan."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from evaluations.actions.acceptance import Interest
from evaluations.models import AssessorProfile, Coaching, Conflict
from evaluations.queries.seating import Options
from pillars.models import Dimension, Pillar
from regencies.models import Regency
from regencies.queries import meant_by


class RegionField(forms.CharField):
    """A region by its dotted code or its complete name; empty gives None."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        meant = meant_by(text)
        if len(meant) != 1:
            raise forms.ValidationError(_("Tuliskan kode satu kabupaten atau kota, misalnya 64.01."))
        return meant[0]


class AcceptanceForm(forms.Form):
    """First the conflict of interest, then whether the seat is taken."""

    conflict = forms.ChoiceField(
        label=gettext_lazy("Apakah Anda memiliki benturan kepentingan dengan daerah ini?"),
        choices=[
            ("none", gettext_lazy("Tidak, saya menyatakan tidak ada")),
            ("conflict", gettext_lazy("Ya, saya menyatakan ada; kursi ini dilepas")),
        ],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis benturan kepentingan"),
        choices=[("", gettext_lazy("Pilih …")), *Conflict.Kind.choices],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Penjelasan"),
        max_length=900,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Hanya dibaca sekretariat."),
    )
    answer = forms.ChoiceField(
        label=gettext_lazy("Apakah Anda bersedia menilai daerah ini?"),
        choices=[("accept", gettext_lazy("Bersedia")), ("decline", gettext_lazy("Tidak bersedia"))],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan bila tidak bersedia"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    helper = helper_of("conflict", "kind", "text", "answer", "reason")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("conflict") == "conflict" and not data.get("kind"):
            self.add_error("kind", _("Pilih jenis benturan kepentingan."))
        if data.get("conflict") == "none":
            if not data.get("answer"):
                self.add_error("answer", _("Pilih bersedia atau tidak bersedia."))
            elif data["answer"] == "decline" and not data.get("reason"):
                self.add_error("reason", _("Tuliskan alasan Anda tidak bersedia."))
        return data

    def interest(self) -> Interest | None:
        """The conflict declared, or None."""
        if self.cleaned_data["conflict"] != "conflict":
            return None
        return Interest(Conflict.Kind(self.cleaned_data["kind"]), self.cleaned_data["text"])


class ConflictForm(forms.Form):
    """One region that the assessor may not judge. All empty: no row."""

    regency = RegionField(label=gettext_lazy("Kabupaten atau kota"), max_length=150, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=[("", gettext_lazy("Pilih …")), *Conflict.Kind.choices],
        required=False,
    )
    text = forms.CharField(label=gettext_lazy("Penjelasan"), max_length=900, required=False)

    helper = helper_of(
        Row(
            Column("regency", css_class="col-md-4"),
            Column("kind", css_class="col-md-4"),
            Column("text", css_class="col-md-4"),
        )
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("regency") and not data.get("kind"):
            self.add_error("kind", _("Pilih jenis benturan kepentingan."))
        if not data.get("regency") and "regency" not in self.errors and (data.get("kind") or data.get("text")):
            self.add_error("regency", _("Tuliskan daerahnya."))
        return data


ConflictForms = forms.formset_factory(ConflictForm, extra=3, max_num=20, absolute_max=20)


class CoachedForm(forms.Form):
    """One region coached in one year. All empty: no row."""

    regency = RegionField(label=gettext_lazy("Kabupaten atau kota"), max_length=150, required=False)
    year = forms.IntegerField(label=gettext_lazy("Tahun"), min_value=2000, max_value=2100, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Peran"),
        choices=[("", gettext_lazy("Pilih …")), *Coaching.Kind.choices],
        required=False,
    )

    helper = helper_of(
        Row(
            Column("regency", css_class="col-md-5"),
            Column("year", css_class="col-md-2"),
            Column("kind", css_class="col-md-5"),
        )
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = [name for name in ("regency", "year", "kind") if data.get(name)]
        if given and len(given) < 3 and not self.errors:
            raise forms.ValidationError(_("Lengkapi daerah, tahun, dan peran; atau kosongkan ketiganya."))
        return data


CoachedForms = forms.formset_factory(CoachedForm, extra=2, max_num=60, absolute_max=60)


class ProfileForm(forms.Form):
    """What an assessor knows and where the person comes from. `may_chair` is the secretariat's to say."""

    pillars = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Pilar yang dikuasai"),
        queryset=Pillar.objects.order_by("order"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    dimensions = forms.MultipleChoiceField(
        label=gettext_lazy("Dimensi yang dikuasai"),
        choices=Dimension.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    home = RegionField(
        label=gettext_lazy("Kabupaten atau kota asal"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Kode atau nama lengkap, misalnya 64.01. Anda tidak akan menilai daerah ini."),
    )
    load_cap = forms.IntegerField(
        label=gettext_lazy("Paling banyak daerah dalam satu siklus"), min_value=0, max_value=600, required=False
    )
    may_chair = forms.BooleanField(label=gettext_lazy("Boleh menjadi ketua panel"), required=False)

    helper = helper_of(
        Row(Column("pillars", css_class="col-md-6"), Column("dimensions", css_class="col-md-6")),
        Row(Column("home", css_class="col-md-6"), Column("load_cap", css_class="col-md-6")),
        "may_chair",
    )

    def __init__(self, *args: Any, is_own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_own:
            del self.fields["may_chair"]
            self.helper = helper_of(*self.helper.layout.fields[:2])

    @staticmethod
    def initial_of(profile: AssessorProfile | None) -> dict[str, Any]:
        if profile is None:
            return {"may_chair": True}
        return {
            "pillars": [pillar.pk for pillar in profile.pillars.all()],
            "dimensions": profile.dimensions,
            "home": profile.home_id or "",
            "load_cap": profile.load_cap,
            "may_chair": profile.may_chair,
        }

    def profile_fields(self) -> dict[str, Any]:
        names = ("dimensions", "home", "load_cap", "may_chair")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class PlanForm(forms.Form):
    """What the secretariat chooses for a plan."""

    default_cap = forms.IntegerField(
        label=gettext_lazy("Batas beban bila profil asesor tidak menyebutnya"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=gettext_lazy("Banyaknya daerah dalam siklus ini; kosongkan bila tidak dibatasi."),
    )
    one_per_institution = forms.BooleanField(
        label=gettext_lazy("Tidak boleh dua asesor dari satu instansi pada satu panel"), required=False, initial=True
    )
    rebuild = forms.BooleanField(
        label=gettext_lazy("Susun ulang kursi hasil rencana sebelumnya yang belum dijawab"),
        required=False,
        help_text=gettext_lazy("Kursi yang ditempatkan sendiri atau sudah diterima selalu tetap."),
    )

    helper = helper_of("default_cap", "one_per_institution", "rebuild")

    def options(self) -> Options:
        return Options(**self.cleaned_data)


def regions_in(rows: Any) -> list[tuple[Regency, dict[str, Any]]]:
    """Filled rows of a formset: the region with all that was typed beside it."""
    return [(form.cleaned_data["regency"], form.cleaned_data) for form in rows if form.cleaned_data.get("regency")]
