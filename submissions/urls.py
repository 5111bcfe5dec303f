from __future__ import annotations

from django.urls import path

from submissions.views import answering, cycles, evidence, handing_in, handing_over, inviting, submissions

app_name = "submissions"

urlpatterns = [
    path("isian/", submissions.submissions, name="list"),
    path("isian/<uuid:pk>/", submissions.submission, name="detail"),
    path("isian/<uuid:pk>/bagian/<slug:section>/", answering.section, name="section"),
    path("isian/<uuid:pk>/pertanyaan/<uuid:indicator_pk>/data-dukung/", evidence.add, name="evidence_add"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/", evidence.download, name="evidence"),
    path("isian/<uuid:pk>/data-dukung/<uuid:attachment_pk>/lepas/", evidence.remove, name="evidence_remove"),
    path("isian/<uuid:pk>/perangkat-daerah/", handing_over.hand_over, name="hand_over"),
    path("isian/<uuid:pk>/serahkan/", handing_in.hand_in, name="hand_in"),
    path("isian/<uuid:pk>/langkah/<slug:name>/", handing_in.step, name="step"),
    path("siklus/", cycles.cycles, name="cycles"),
    path("siklus/baru/", cycles.cycle_new, name="cycle_new"),
    path("siklus/<uuid:pk>/", cycles.cycle, name="cycle"),
    path("siklus/<uuid:pk>/kohort/", inviting.cohort, name="cycle_cohort"),
    path("siklus/<uuid:pk>/jendela/<slug:kind>/", cycles.window, name="cycle_window"),
    path("siklus/<uuid:pk>/undang/", inviting.invite, name="cycle_invite"),
    path("siklus/<uuid:pk>/langkah/<slug:name>/", cycles.step, name="cycle_step"),
]
