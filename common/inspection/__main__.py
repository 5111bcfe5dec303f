"""Reads one file from standard input and prints one JSON object: {"kind", "pages"} or {"fault", "what"}."""

from __future__ import annotations

import json
import logging
import resource
import sys

from common.inspection import Fault, Finding
from common.inspection.signatures import inspect

MEMORY = 512 * 1024 * 1024  # bytes of address space
PROCESSOR = 8  # seconds


def limit() -> None:
    """Tie this process down. It can read what it was given, and write only to the pipes it has."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit()
    logging.disable()  # parsers report on the file, and a hostile one could make that endless
    try:
        found: Finding = inspect(sys.stdin.buffer.read())
        answer: dict[str, object] = {"kind": found.kind, "pages": found.pages}
    except Fault as fault:
        answer = {"fault": fault.code, "what": fault.what}
    except (MemoryError, RecursionError):
        answer = {"fault": "too_complex", "what": ""}
    print(json.dumps(answer))


main()
