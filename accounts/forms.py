"""What people type to sign in and about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.form_layout import helper_of

LONGEST_PASSWORD = 500  # characters: hashing endless ones would keep the server busy


def _secret(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **options)


class SignInForm(forms.Form):
    """E-mail and password. The address is compared in small letters; the field keeps what was typed."""

    username = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Isi surel Anda."),
            "invalid": gettext_lazy("Isi dengan alamat surel, misalnya nama@kabupaten.go.id."),
        },
    )
    password = _secret("", "current-password", error_messages={"required": gettext_lazy("Isi kata sandi Anda.")})

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class OwnDetailsForm(forms.ModelForm):
    """The own name and institution; the address is changed by an administrator, since it is the name of the account."""

    class Meta:
        model = User
        fields = ("name", "institution")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "institution": forms.TextInput(attrs={"autocomplete": "organization"}),
        }
        help_texts = {"name": gettext_lazy("Seperti akan tercantum pada catatan dan riwayat.")}

    helper = helper_of("name", "institution")


class OwnPasswordForm(forms.Form):
    """The old password, and twice a new one that Django's validators accept."""

    old = _secret(gettext_lazy("Kata sandi sekarang"), "current-password")
    new = _secret(
        gettext_lazy("Kata sandi baru"),
        "new-password",
        help_text=gettext_lazy("Paling sedikit 10 karakter, bukan angka semua, dan tidak mirip nama atau surel Anda."),
    )
    repeated = _secret(gettext_lazy("Ulangi kata sandi baru"), "new-password")
    helper = helper_of("old", "new", "repeated")

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.user.check_password(old):
            raise forms.ValidationError(_("Kata sandi sekarang tidak cocok."))
        return old

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        validate_password(new, self.user)
        return new

    def clean_repeated(self) -> str:
        repeated = str(self.cleaned_data["repeated"])
        if "new" in self.cleaned_data and repeated != self.cleaned_data["new"]:
            raise forms.ValidationError(_("Kedua kata sandi baru tidak sama."))
        return repeated
