"""What is typed about a photo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of


class PhotoForm(forms.Form):
    """A picture with the words for those who do not see it. `with_file`: a new one, else only its words."""

    file = forms.FileField(
        label=gettext_lazy("Foto"),
        help_text=gettext_lazy(
            "JPG atau PNG, paling besar 20 MB. Tampil diperkecil; lokasi dan data kamera tidak ikut."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )
    alt = forms.CharField(
        label=gettext_lazy("Teks pengganti"),
        help_text=gettext_lazy(
            "Yang tampak, bagi pembaca yang tidak melihat fotonya; misalnya “Kader menimbang balita”."
        ),
        max_length=200,
    )
    taken_on = forms.DateField(
        label=gettext_lazy("Tanggal foto"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, with_file: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        names = ["file", "alt", "taken_on"]
        if not with_file:
            del self.fields["file"]
            names.remove("file")
        self.helper = helper_of(*names)
