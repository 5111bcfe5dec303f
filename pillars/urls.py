from __future__ import annotations

from django.urls import path

from pillars.views import adding, editing, questions, reading

app_name = "pillars"

urlpatterns = [
    path("", reading.instruments, name="list"),
    path("impor/", adding.bring_in, name="import"),
    path("<uuid:pk>/", reading.instrument, name="detail"),
    path("<uuid:pk>/pertanyaan.csv", reading.questions_file, name="questions_file"),
    path("<uuid:pk>/bobot.csv", reading.weights_file, name="weights_file"),
    path("<uuid:pk>/salin/", adding.clone, name="clone"),
    path("<uuid:pk>/versi-baru/", adding.new_version, name="new_version"),
    path("<uuid:pk>/bobot/", editing.weights, name="weights"),
    path("<uuid:pk>/ganti-pertanyaan/", editing.questions, name="questions"),
    path("<uuid:pk>/indikator/baru/", questions.question_new, name="question_new"),
    path("<uuid:pk>/indikator/<uuid:indicator_pk>/letak/", questions.question_place, name="question_place"),
    path("<uuid:pk>/indikator/<uuid:indicator_pk>/hapus/", questions.question_remove, name="question_remove"),
    path("<uuid:pk>/indikator/<uuid:indicator_pk>/", editing.wording, name="wording"),
    path("<uuid:pk>/indikator/<uuid:indicator_pk>/tingkat/", editing.levels, name="levels"),
]
