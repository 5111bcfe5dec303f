"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two rounds, one lane: OWASP's minimum for password storage.

    Django's own setting (100 MiB, eight lanes) lets 500 people who sign in at once wait a minute.
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
