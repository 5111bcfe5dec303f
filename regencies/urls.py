from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from regencies.views import agencies, people, person, regions

app_name = "regencies"


class RegencyCode(StringConverter):
    """A dotted code: whatever else stands in an address never reaches the database."""

    regex = r"[0-9]{2}\.[0-9]{2}"


register_converter(RegencyCode, "regency_code")

urlpatterns = [
    path("", regions.regencies, name="list"),
    path("orang/", people.people, name="people"),
    path("orang/baru/", people.person_new, name="person_new"),
    path("orang/<uuid:pk>/", person.person, name="person"),
    path("<regency_code:code>/perangkat-daerah/", agencies.agencies, name="agencies"),
]
