"""What an operator types about missions, goals and targets of an RPJMD."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from common.form_layout import helper_of
from documents.forms.fields import word_empty_choices
from documents.models import Document, Goal, Mission


class MissionForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Kode"), max_length=20)
    order = forms.IntegerField(label=gettext_lazy("Urutan"), min_value=1, max_value=99)
    text = forms.CharField(label=gettext_lazy("Misi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of(
        Row(Column("code", css_class="col-6 col-md-3"), Column("order", css_class="col-6 col-md-3")), "text"
    )


class GoalForm(forms.Form):
    missions = forms.ModelMultipleChoiceField(
        Mission.objects.none(),
        label=gettext_lazy("Misi yang dilayani"),
        help_text=gettext_lazy("Satu tujuan dapat melayani beberapa misi."),
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.CharField(label=gettext_lazy("Kode"), max_length=20)
    text = forms.CharField(label=gettext_lazy("Tujuan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of("missions", Row(Column("code", css_class="col-6 col-md-3")), "text")


class TargetForm(forms.Form):
    goal = forms.ModelChoiceField(Goal.objects.none(), label=gettext_lazy("Tujuan"))
    code = forms.CharField(label=gettext_lazy("Kode"), max_length=20)
    text = forms.CharField(label=gettext_lazy("Sasaran"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of("goal", Row(Column("code", css_class="col-6 col-md-3")), "text")


class RewordForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Rumusan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    helper = helper_of("text")


def part_form(kind: str, document: Document, data: QueryDict | None) -> MissionForm | GoalForm | TargetForm:
    """The form of a new mission, goal or target of this document; KeyError for any other kind."""
    forms_by_kind: dict[str, type[MissionForm] | type[GoalForm] | type[TargetForm]]
    forms_by_kind = {"misi": MissionForm, "tujuan": GoalForm, "sasaran": TargetForm}
    form = forms_by_kind[kind](data)
    for name, rows in (("missions", document.missions.all()), ("goal", document.goals.all())):
        if name in form.fields:
            cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
    word_empty_choices(form)
    return form
