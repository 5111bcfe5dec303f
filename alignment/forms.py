"""What an operator types about a link."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.ends import End
from common.form_layout import helper_of


class PagesForm(forms.Form):
    """Where both documents say it."""

    programme_pages = forms.CharField(label=gettext_lazy("Halaman di Masterplan"), max_length=40, required=False)
    other_pages = forms.CharField(
        label=gettext_lazy("Halaman di dokumen yang dikaitkan"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Misalnya 41 atau 41–43; boleh kosong."),
    )


class LinkForm(PagesForm):
    """`end` is what the programme serves, one of the grouped `choices`."""

    end = forms.ChoiceField(label=gettext_lazy("Melayani"))
    field_order = ("end", "programme_pages", "other_pages")

    def __init__(self, *args: Any, choices: list[tuple[str, list[tuple[str, str]]]], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ChoiceField", self.fields["end"]).choices = [("", _("Pilih …")), *choices]
        pages = (Column("programme_pages", css_class="col-md-6"), Column("other_pages", css_class="col-md-6"))
        self.helper = helper_of("end", Row(*pages))

    def clean_end(self) -> End:
        end = End.parse(self.cleaned_data["end"])
        if end is None:
            raise forms.ValidationError(_("Pilih yang dilayani program ini."))
        return end
