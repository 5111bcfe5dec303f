"""Composition of the portal: settings, addresses, start-up. Imported by nobody."""

from smartcity.celery import app as celery_app

__all__ = ["celery_app"]
