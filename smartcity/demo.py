"""`./dev demo`: bring tables, reference data and sample data up to date, then run the portal. Safe to repeat."""

from __future__ import annotations

import os
import sys
from io import StringIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
os.environ["DEMO"] = "1"

import django
from django.core.management import call_command

from smartcity import supervise


def prepare() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
    call_command("load_reference")
    call_command("seed_demo")


if __name__ == "__main__":
    prepare()
    sys.exit(supervise.main())
