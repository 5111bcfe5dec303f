from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _


class RegenciesConfig(AppConfig):
    name = "regencies"
    verbose_name = _("Daerah")

    def ready(self) -> None:
        from regencies.converters import RegencyCode

        register_converter(RegencyCode, "regency_code")
