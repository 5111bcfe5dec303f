"""What a child that parses hostile files may use."""

from __future__ import annotations

import resource

MEMORY = 512 * 1024 * 1024  # bytes of address space
PROCESSOR = 8  # seconds


def limit() -> None:
    """Tie this process down. It can read what it was given, and write only to the pipes it has."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
