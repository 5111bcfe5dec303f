from __future__ import annotations

from django.urls import path

from regencies.views import agencies, emblem, people, person, regions

app_name = "regencies"

urlpatterns = [
    path("", regions.regencies, name="list"),
    path("orang/", people.people, name="people"),
    path("orang/baru/", people.person_new, name="person_new"),
    path("orang/<uuid:pk>/", person.person, name="person"),
    path("<regency_code:code>/perangkat-daerah/", agencies.agencies, name="agencies"),
    path("<regency_code:code>/lambang/", emblem.emblem, name="emblem"),
    path("<regency_code:code>/lambang/lepas/", emblem.remove, name="emblem_remove"),
    path("<regency_code:code>/lambang.png", emblem.picture, name="emblem_picture"),
]
