"""What is typed about agencies, people and their roles."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Div, Row
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import REGIONAL_ROLES, Role, User
from common.form_layout import helper_of
from regencies import queries
from regencies.models import Agency, Regency


class AgencyForm(forms.ModelForm):
    class Meta:
        model = Agency
        fields = ("code", "name")
        help_texts = {
            "code": gettext_lazy("Misalnya DINKES."),
            "name": gettext_lazy("Nama lengkap, misalnya Dinas Kesehatan."),
        }

    helper = helper_of(Row(Column("code", css_class="col-md-4"), Column("name", css_class="col-md-8")))


class RegencyField(forms.CharField):
    """A region by code or name, as offered by the list beside the field; empty gives None."""

    def __init__(self, **options: Any) -> None:
        # The agencies to choose from follow the region, where scripts run; without them the page does so when sent.
        follow = {"hx-get": "", "hx-trigger": "change", "hx-target": "#agency-choice", "hx-select": "#agency-choice"}
        attrs = {"list": "regency-list", "autocomplete": "off", "hx-swap": "outerHTML", **follow}
        super().__init__(max_length=150, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        meant = queries.meant_by(text)
        if len(meant) == 1:
            return meant[0]
        if meant:
            names = ", ".join(f"{row.code} {row.name}" for row in meant)
            raise forms.ValidationError(_("Nama ini dipakai beberapa daerah: %s. Tuliskan kodenya.") % names)
        raise forms.ValidationError(
            _("Tidak ada kabupaten atau kota “%s”. Pilih dari daftar, atau tuliskan kodenya, misalnya 64.01.") % text
        )


class AgencyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.name}"


class RoleForm(forms.Form):
    """One of the seven roles, and where it is held."""

    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=[("", gettext_lazy("Pilih …")), *Role.choices])
    regency = RegencyField(
        label=gettext_lazy("Kabupaten atau kota"),
        help_text=gettext_lazy(
            "Untuk operator, kontributor, penanggung jawab, dan dewan. Ketik nama atau kode, lalu pilih dari daftar."
        ),
        required=False,
    )
    agency = AgencyField(
        label=gettext_lazy("Perangkat daerah"),
        queryset=Agency.objects.none(),
        empty_label=gettext_lazy("Pilih kabupaten atau kota dahulu"),
        help_text=gettext_lazy("Hanya untuk kontributor."),
        error_messages={"invalid_choice": gettext_lazy("Pilih perangkat daerah dari daerah yang tertulis di atas.")},
        required=False,
    )

    role_rows = (
        Row(Column("role", css_class="col-md-5"), Column("regency", css_class="col-md-7")),
        Div("agency", css_id="agency-choice"),
    )
    helper = helper_of(*role_rows)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        meant = queries.meant_by(str(self["regency"].value() or ""))
        if len(meant) == 1:
            choice = cast(AgencyField, self.fields["agency"])
            choice.queryset = Agency.objects.filter(regency=meant[0]).order_by("code")
            choice.empty_label = _("Pilih perangkat daerah %s …") % meant[0].name

    def clean(self) -> dict[str, Any]:
        values = cast(dict[str, Any], super().clean())
        role, regency = values.get("role", ""), values.get("regency")
        if role in REGIONAL_ROLES and regency is None and "regency" not in self.errors:
            self.add_error("regency", _("Pilih kabupaten atau kota untuk peran ini."))
        elif role == Role.CONTRIBUTOR and regency and not values.get("agency") and "agency" not in self.errors:
            self.add_error("agency", self._missing(regency))
        return values

    def _missing(self, regency: Regency) -> str:
        if Agency.objects.filter(regency=regency).exists():
            return _("Pilih perangkat daerah tempat kontributor bekerja.")
        words = _("%s belum memiliki perangkat daerah di portal ini. Operator daerah menambahkannya lebih dahulu.")
        return words % regency.name

    def wanted(self) -> dict[str, Any]:
        """What `regencies.actions.grant` wants to know."""
        values = self.cleaned_data
        return {"role": Role(values["role"]), "regency": values["regency"], "agency": values["agency"]}


class FirstPasswordField(forms.CharField):
    """Shown while it is typed: the administrator hands it over."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        super().__init__(
            label=gettext_lazy("Kata sandi pertama"),
            help_text=gettext_lazy(
                "Paling sedikit 10 karakter. Sampaikan lewat jalur yang aman dan minta orangnya segera menggantinya."
            ),
            max_length=500,
            strip=False,
            widget=forms.TextInput(attrs=attrs),
        )


class PersonForm(RoleForm):
    """A new account with its first role."""

    email = forms.EmailField(
        label=gettext_lazy("Surel"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=gettext_lazy("Nama"), max_length=120)
    institution = forms.CharField(label=gettext_lazy("Instansi"), max_length=160, required=False)
    password = FirstPasswordField()

    helper = helper_of(
        Row(Column("name", css_class="col-md-6"), Column("email", css_class="col-md-6")),
        Row(Column("institution", css_class="col-md-6"), Column("password", css_class="col-md-6")),
        *RoleForm.role_rows,
    )

    def clean_password(self) -> str:
        password, known = str(self.cleaned_data["password"]), ("email", "name", "institution")
        validate_password(password, User(**{name: self.cleaned_data.get(name, "") for name in known}))
        return password

    def person(self) -> dict[str, Any]:
        return {name: str(self.cleaned_data[name]) for name in ("email", "name", "institution", "password")}


class NewPasswordForm(forms.Form):
    """A password that an administrator gives."""

    password = FirstPasswordField()
    helper = helper_of("password")

    def __init__(self, person: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        self.fields["password"].label = _("Kata sandi baru")

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password


class ReasonForm(forms.Form):
    """Why a step is taken that takes something away, or gives it back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        help_text=gettext_lazy("Tercatat dalam riwayat."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = helper_of("reason")
