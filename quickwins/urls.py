from __future__ import annotations

from django.urls import path

from quickwins.views import editing, reading, risks, years

app_name = "quickwins"

urlpatterns = [
    path("", reading.quick_wins, name="list"),
    path("daerah/<regency_code:code>/baru/", editing.new, name="new"),
    path("daerah/<regency_code:code>/risiko/", risks.register, name="risks"),
    path("<uuid:pk>/", reading.quick_win, name="detail"),
    path("<uuid:pk>/ubah/", editing.edit, name="edit"),
    path("<uuid:pk>/keadaan/", years.status, name="status"),
    path("<uuid:pk>/keadaan/<int:year>/langkah/<slug:name>/", years.step, name="step"),
    path("<uuid:pk>/keadaan/<int:year>/terus/", years.carry, name="carry"),
    path("<uuid:pk>/risiko/", risks.new, name="risk"),
    path("<uuid:pk>/risiko/<int:risk_pk>/", risks.edit, name="risk_edit"),
]
