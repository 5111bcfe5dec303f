"""Addresses: each room answers under its own Indonesian word."""

from __future__ import annotations

from django.urls import include, path

from smartcity.gallery import gallery

urlpatterns = [
    path("akun/", include("accounts.urls")),
    path("daerah/", include("regencies.urls")),
    path("instrumen/", include("pillars.urls")),
    path("dokumen/", include("documents.urls")),
    path("keselarasan/", include("alignment.urls")),
    path("quick-win/", include("quickwins.urls")),
    path("survei/", include("surveys.urls")),
    path("", include("submissions.urls")),
    path("", include("evaluations.urls")),
    path("pekerjaan/", include("jobs.urls")),
    path("galeri/", gallery, name="gallery"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("reports.urls")),
]
