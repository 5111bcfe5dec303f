"""What is sent as a book, and what is looked for in books."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.models import Book, Document
from regencies.models import Regency

LEAST_LETTERS = 3


class BookForm(forms.Form):
    """A PDF; with `with_words` also what the book is called."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis buku"), choices=Book.Kind.choices)
    title = forms.CharField(
        label=gettext_lazy("Judul buku"),
        help_text=gettext_lazy("Seperti tertulis pada sampulnya; misalnya “Buku II: Rencana Induk”."),
        max_length=200,
    )
    file = forms.FileField(
        label=gettext_lazy("Berkas PDF"),
        help_text=gettext_lazy("Paling besar 20 MB. Buku yang lebih besar dibagi menjadi beberapa berkas."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )

    def __init__(self, *args: Any, with_words: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        names = ["kind", "title", "file"]
        if not with_words:
            del self.fields["kind"], self.fields["title"]
            names = ["file"]
        self.helper = helper_of(*names)


class SearchForm(forms.Form):
    """Words and where to look; the fields carry the names of the address."""

    cari = forms.CharField(
        label=gettext_lazy("Kata yang dicari"),
        min_length=LEAST_LETTERS,
        max_length=120,
        error_messages={
            "required": gettext_lazy("Ketik kata yang dicari."),
            "min_length": gettext_lazy("Ketik paling sedikit tiga huruf."),
        },
    )
    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis"), required=False, choices=[("", gettext_lazy("Semua jenis")), *Document.Kind.choices]
    )
    tahun = forms.IntegerField(label=gettext_lazy("Berlaku pada tahun"), required=False, min_value=1945, max_value=2200)
    daerah = forms.ModelChoiceField(
        Regency.objects.none(),
        label=gettext_lazy("Daerah"),
        required=False,
        empty_label=gettext_lazy("Semua"),
    )

    def __init__(self, *args: Any, regencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["daerah"].queryset = regencies  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """What the documents must be, by their fields; a year lies within the period."""
        given = self.cleaned_data
        wanted = {
            "kind": given["jenis"],
            "regency": given["daerah"],
            "start_year__lte": given["tahun"],
            "end_year__gte": given["tahun"],
        }
        return {name: value for name, value in wanted.items() if value}
