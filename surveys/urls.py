"""Addresses of the survey: those of the region under `isian/`, the public ones under the survey's own code."""

from __future__ import annotations

from django.urls import path, register_converter

from surveys.actions.surveys import LETTERS
from surveys.views import deciding, entry, public, reading, setting_up, taking


class SurveyCode:
    """Ten letters of those that codes are made of."""

    regex = f"[{LETTERS}]{{10}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SurveyCode, "survey_code")

app_name = "surveys"

urlpatterns = [
    path("isian/<uuid:pk>/", reading.survey, name="survey"),
    path("isian/<uuid:pk>/program/", setting_up.programmes, name="programmes"),
    path("isian/<uuid:pk>/langkah/<slug:name>/", setting_up.step, name="step"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/", reading.part, name="part"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/jawaban/", deciding.responses, name="responses"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/ambil/", taking.take, name="take"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/tabel.xlsx", taking.table, name="table"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/kode/", entry.codes, name="codes"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/kode/<uuid:batch>/", entry.slips, name="slips"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/kertas/", entry.paper, name="paper"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/impor/", entry.workbook, name="workbook"),
    path("isian/<uuid:pk>/pilar/<slug:pillar>/templat.xlsx", entry.template, name="template"),
    path("<survey_code:code>/", public.door, name="door"),
    path("<survey_code:code>/<slug:pillar>/", public.form, name="form"),
    path("<survey_code:code>/<slug:pillar>/terima-kasih/", public.done, name="done"),
    path("<survey_code:code>/<slug:pillar>/kios/", public.kiosk, name="kiosk"),
    path("<survey_code:code>/<slug:pillar>/kios/terima-kasih/", public.done, {"is_kiosk": True}, name="kiosk_done"),
]
