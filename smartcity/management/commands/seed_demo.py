"""`manage.py seed_demo`: published results, demo people and three sample cycles; safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from smartcity.sample import seeding


class Command(BaseCommand):
    help = "Loads the published results of 2022 and 2023 and invented sample data. Run load_reference first."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with override("id"), transaction.atomic():
            for line in seeding.seed(now=timezone.now()):
                self.stdout.write(line)
