from __future__ import annotations

from django.urls import path

from alignment.views import linking, reading

app_name = "alignment"

urlpatterns = [
    path("", reading.plans, name="plans"),
    path("<uuid:pk>/", reading.matrix, name="matrix"),
    path("<uuid:pk>/cetak/", reading.printed, name="print"),
    path("<uuid:pk>/usulan/", linking.suggested, name="suggestions"),
    path("<uuid:pk>/program/<uuid:programme_pk>/", linking.programme, name="programme"),
    path("<uuid:pk>/kaitan/<uuid:link_pk>/", linking.link, name="link"),
]
