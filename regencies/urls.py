from __future__ import annotations

from django.urls import path

from regencies.views import agencies, people, person, regions

app_name = "regencies"

urlpatterns = [
    path("", regions.regencies, name="list"),
    path("orang/", people.people, name="people"),
    path("orang/baru/", people.person_new, name="person_new"),
    path("orang/<uuid:pk>/", person.person, name="person"),
    path("<regency_code:code>/perangkat-daerah/", agencies.agencies, name="agencies"),
]
