"""Addresses of the assessment: the assessor's desk, the secretariat's panels, the announcement, a result opened."""

from __future__ import annotations

from django.urls import path

from evaluations.views import announcement, handing_in, marking, panels, results, seats

app_name = "evaluations"

urlpatterns = [
    path("penilaian/", seats.desk, name="desk"),
    path("penilaian/<uuid:pk>/", seats.seat, name="seat"),
    path("penilaian/<uuid:pk>/bagian/<slug:section>/", marking.section, name="section"),
    path("penilaian/<uuid:pk>/catatan/", handing_in.notes, name="notes"),
    path("penilaian/<uuid:pk>/serahkan/", handing_in.hand_in, name="hand_in"),
    path("penilaian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/", seats.evidence, name="evidence"),
    path("siklus/<uuid:cycle_id>/panel/", panels.panels, name="panels"),
    path("panel/<uuid:submission_id>/", panels.panel, name="panel"),
    path("siklus/<uuid:cycle_id>/umumkan/", announcement.announce, name="announce"),
    path("hasil/<uuid:pk>/", results.result, name="result"),
]
