"""Reads one file from standard input and prints one JSON object: {"kind", "pages"} or {"fault", "what"}."""

from __future__ import annotations

import json
import logging
import sys

from common.inspection import Fault, Finding
from common.inspection.limits import limit
from common.inspection.signatures import inspect


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
