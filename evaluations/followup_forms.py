"""What a region types about a recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from common.printable import printable
from evaluations.models import FollowUp
from regencies.models import Agency
from submissions.models import Evidence
from submissions.queries.evidence import Wanted, found

MOST_FILES = 30  # offered at a time
LONGEST = 2_000  # characters


class _Name(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FollowUpForm(forms.Form):
    """`library` holds the files this person may link; those that match `search` are offered, and those `chosen`.

    Who reports for an agency changes neither owner nor day: `is_owner_fixed`.
    """

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=gettext_lazy("Perangkat daerah"), required=False, empty_label="–"
    )
    person = _Name(User.objects.none(), label=gettext_lazy("Orang yang menangani"), required=False, empty_label="–")
    due = forms.DateField(
        label=gettext_lazy("Tenggat"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(label=gettext_lazy("Status"), choices=FollowUp.State)
    remark = forms.CharField(
        label=gettext_lazy("Yang sudah dilakukan"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    proof = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=gettext_lazy("Berkas dari pustaka"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        code: str,
        library: QuerySet[Evidence],
        chosen: Sequence[Any],
        search: str,
        is_owner_fixed: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields = cast("dict[str, forms.ModelChoiceField[Any]]", self.fields)
        fields["agency"].queryset = Agency.objects.filter(regency=code)
        held = {"memberships__regency": code, "memberships__ended_at": None}
        people = User.objects.filter(**held, memberships__role__in=(Role.OPERATOR, Role.HEAD, Role.CONTRIBUTOR))
        fields["person"].queryset = people.distinct().order_by("name")
        fields["proof"].queryset = library
        offered = found(library, Wanted(search=search))[:MOST_FILES]
        picked = library.filter(pk__in=chosen) if chosen else ()
        rows = {str(row.pk): row.name for row in [*picked, *offered]}
        fields["proof"].choices = list(rows.items())
        if not rows:
            fields["proof"].help_text = _("Tidak ada berkas yang cocok di pustaka.")
        if is_owner_fixed:
            for name in ("agency", "person", "due"):
                del self.fields[name]

    def clean_remark(self) -> str:
        return printable(self.cleaned_data["remark"])
