"""Addresses of the assessment: the assessor's desk, the secretariat's panels, the announcement, a result opened."""

from __future__ import annotations

from django.urls import path

from evaluations.views import (
    acceptance,
    announcement,
    assessors,
    drafts,
    grid,
    handing_in,
    marking,
    notes,
    panels,
    plans,
    plenary,
    preview,
    queue,
    replies,
    results,
    saving,
    seats,
    statistics,
    what_if,
)
from evaluations.views.acceptance import asked_first

app_name = "evaluations"

urlpatterns = [
    path("penilaian/", seats.desk, name="desk"),
    path("penilaian/sesi/", saving.session, name="session"),
    path("penilaian/<uuid:pk>/nilai/", saving.save, name="save"),
    path("penilaian/antrean/", queue.queue, name="queue"),
    path("penilaian/<uuid:pk>/", asked_first(seats.seat), name="seat"),
    path("penilaian/<uuid:pk>/bagian/<slug:section>/", asked_first(marking.section), name="section"),
    path("penilaian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/", asked_first(queue.question), name="question"),
    path("penilaian/<uuid:pk>/kisi/", asked_first(grid.region), name="grid"),
    path("penilaian/kisi/<uuid:cycle_id>/<uuid:indicator_pk>/", grid.question, name="question_grid"),
    path("penilaian/<uuid:pk>/catatan/", asked_first(notes.notes), name="notes"),
    path("penilaian/<uuid:pk>/catatan/dibaca-daerah/", asked_first(notes.preview), name="notes_preview"),
    path("penilaian/<uuid:pk>/catatan/<uuid:indicator_pk>/", asked_first(notes.notes), name="question_notes"),
    path("penilaian/<uuid:pk>/serahkan/", asked_first(handing_in.hand_in), name="hand_in"),
    path("penilaian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/", seats.evidence, name="evidence"),
    path("penilaian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/lihat/", preview.preview, name="evidence_preview"),
    path("penilaian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/gambar/", preview.picture, name="evidence_picture"),
    path("penilaian/<uuid:pk>/kesediaan/", acceptance.acceptance, name="acceptance"),
    path("penilaian/profil/", assessors.own_profile, name="own_profile"),
    path("penilaian/benturan/<uuid:cycle_id>/", assessors.declaration, name="declaration"),
    path("asesor/", assessors.people, name="assessors"),
    path("asesor/<uuid:pk>/", assessors.profile, name="profile"),
    path("siklus/<uuid:cycle_id>/benturan/", assessors.conflicts, name="conflicts"),
    path("siklus/<uuid:cycle_id>/susunan/", plans.plans, name="plans"),
    path("susunan/<uuid:pk>/", plans.plan, name="plan"),
    path("siklus/<uuid:cycle_id>/panel/", panels.panels, name="panels"),
    path("panel/<uuid:submission_id>/", panels.panel, name="panel"),
    path("pleno/<uuid:submission_id>/", plenary.board, name="board"),
    path("siklus/<uuid:cycle_id>/rancangan/", drafts.drafts, name="drafts"),
    path("isian/<uuid:submission_id>/rancangan/", drafts.draft, name="draft"),
    path("isian/<uuid:submission_id>/rancangan/<uuid:indicator_pk>/", replies.write, name="reply_write"),
    path("sanggahan/<uuid:pk>/", replies.reply, name="reply"),
    path("hasil/<uuid:pk>/perbedaan/", drafts.differences, name="differences"),
    path("siklus/<uuid:cycle_id>/umumkan/", announcement.announce, name="announce"),
    path("siklus/<uuid:cycle_id>/seandainya/", what_if.what_if, name="what_if"),
    path("siklus/<uuid:cycle_id>/kepastian/", statistics.statistics, name="statistics"),
    path("hasil/<uuid:pk>/", results.result, name="result"),
]
