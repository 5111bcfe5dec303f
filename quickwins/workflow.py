"""How a Quick Win moves: within a year, from one year into the next, and how its quarterly reports move.

No clock, no database, no request.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from common.steps import Step

PLANNED, RUNNING, PAUSED, FINISHED, STOPPED = "planned", "running", "paused", "finished", "stopped"

YEAR_STEPS = {
    "start": Step(_("Mulai jalankan"), (PLANNED,), RUNNING),
    "pause": Step(_("Jeda"), (RUNNING,), PAUSED, reason_needed=True),
    "resume": Step(_("Lanjutkan"), (PAUSED,), RUNNING),
    "finish": Step(_("Selesaikan"), (RUNNING, PAUSED), FINISHED),
    "stop": Step(_("Hentikan"), (PLANNED, RUNNING, PAUSED), STOPPED, reason_needed=True),
    "reopen": Step(_("Batalkan akhir"), (FINISHED, STOPPED), RUNNING, reason_needed=True),
    "postpone": Step(_("Kembalikan ke rencana"), (RUNNING, PAUSED), PLANNED, reason_needed=True),
}
"""Steps within one year. The last two mend what was recorded by mistake."""

FOLLOWS = {
    PLANNED: (PLANNED, RUNNING, PAUSED, FINISHED, STOPPED),
    RUNNING: (RUNNING, PAUSED, FINISHED, STOPPED),
    PAUSED: (RUNNING, PAUSED, FINISHED, STOPPED),
    FINISHED: (),
    STOPPED: (),
}
"""How a Quick Win may stand in a later year after this status. What has ended goes on only as a Quick Win of its own."""

CARRIED = (PLANNED, RUNNING, PAUSED)
"""Statuses with which a Quick Win goes into the next year; it begins it as it ended the last one."""

DRAFT, SENT, ACCEPTED, RETURNED = "draft", "sent", "accepted", "returned"

REPORT_STEPS = {
    "send": Step(_("Kirim laporan"), (DRAFT, RETURNED), SENT),
    "withdraw": Step(_("Tarik kembali"), (SENT,), DRAFT),
    "accept": Step(_("Terima laporan"), (SENT,), ACCEPTED),
    "return": Step(_("Kembalikan laporan"), (SENT, ACCEPTED), RETURNED, reason_needed=True),
}

WRITABLE = (DRAFT, RETURNED)
"""States in which a report is still written."""

WRITERS_STEPS, DECIDERS_STEPS = ("send", "withdraw"), ("accept", "return")


def step_between(before: str, after: str) -> str | None:
    """The name of the step that leads from one status to the other within a year; None: there is none."""
    return next((name for name, step in YEAR_STEPS.items() if before in step.sources and step.target == after), None)


def quarter_of(month: int) -> int:
    """The quarter, 1 to 4, in which a month lies."""
    return (month - 1) // 3 + 1


def broken_at(statuses: Mapping[int, str]) -> tuple[int, int] | None:
    """The first two recorded years that cannot follow each other; None: the life is whole."""
    for before, after in pairwise(sorted(statuses)):
        if statuses[after] not in FOLLOWS[statuses[before]]:
            return before, after
    return None


def too_early(statuses: Mapping[int, str], start_year: int) -> int | None:
    """The first year before the start in which more than a plan is recorded; None: there is none."""
    early = (year for year in sorted(statuses) if year < start_year and statuses[year] != PLANNED)
    return next(early, None)
