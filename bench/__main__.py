"""`python -m bench [NAME …]`: measure, print one table, end with 1 when a goal is missed.

Needs an empty PostgreSQL and a Redis of its own: `./dev bench` brings them, and so does this when they are missing.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator

from bench.table import Row, heading, show

Bench = Callable[[], Iterator[Row]]


def benches() -> dict[str, Bench]:
    """In the order in which they run: answering, autosave and upload come late, they take the open submission back."""
    from bench import alignment, bands, pages, pdf, results, seating, uploads

    return {
        "results": results.rows,
        "ranking": pages.ranking,
        "alignment": alignment.rows,
        "cockpit": pages.cockpit,
        "audit": pages.audit,
        "scoring": pages.scoring,
        "marking": pages.marking,
        "board": pages.board,
        "quick_wins": pages.quick_wins,
        "answering": pages.answering,
        "autosave": pages.autosave,
        "upload": uploads.rows,
        "pdf": pdf.rows,
        "seating": seating.rows,
        "bands": bands.rows,
    }


def main(wanted: list[str]) -> int:
    if "SMARTCITY_TEST_FOLDER" not in os.environ:
        here = [sys.executable, "-m"]
        os.execv(sys.executable, [*here, "tests.services", *here, "bench", *wanted])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartcity.settings")
    import django

    django.setup()
    logging.disable(logging.INFO)
    known = benches()
    if unknown := [name for name in wanted if name not in known]:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(heading(), flush=True)
    met = [show(known[name]()) for name in wanted or known]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
