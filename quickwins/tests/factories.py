"""Quick Wins for tests of this room."""

from __future__ import annotations

from itertools import count
from typing import Any

from documents.tests.factories import WHO, make_agency, make_pillar, make_regency
from quickwins import actions
from quickwins.models import QuarterReport, QuickWin, Risk
from regencies.models import Regency

_number = count(1)


def values(**fields: Any) -> dict[str, Any]:
    """What a form about a Quick Win holds."""
    number = next(_number)
    known = {
        "code": f"QW-{number}",
        "name": f"Quick Win contoh {number}",
        "pillar": make_pillar(),
        "agency": None,
        "masterplan_programme": None,
        "rpjmd_target": None,
        "start_year": 2022,
        "predecessor": None,
        "predecessor_note": "",
        "strategic_issue": "",
        "beneficiaries": "",
        "partners": "",
        "appeal": "",
        "resources": "",
        "output": "",
        "outcome": "",
        "impact": "",
        "continuity": "",
    }
    return {**known, **fields}


RUNNING = {2022: "running", 2023: "running"}


def make_quick_win(regency: Regency | None = None, *, years: dict[int, str] = RUNNING, **fields: Any) -> QuickWin:
    """A Quick Win of this regency with an agency, with these statuses by year."""
    regency = regency or make_regency()
    quick_win = actions.create(regency, values(**{"agency": make_agency(regency), **fields}), **WHO)
    for year, status in years.items():
        reason = "Armada kurang" if status in ("paused", "stopped") else ""
        actions.record_status(quick_win, year=year, status=status, target=f"Target {year}", reason=reason, **WHO)
    return quick_win


def add_risk(quick_win: QuickWin, code: str = "R1", **fields: Any) -> Risk:
    owner = make_agency(quick_win.regency)
    known = {"text": f"Risiko {code}", "likelihood": 4, "impact": 2, "owner": owner}
    return actions.add_risk(quick_win, code=code, **{**known, **fields}, **WHO)


def report_values(**fields: str) -> dict[str, str]:
    """What a whole report holds."""
    known = {
        "progress": "Pelatihan kader selesai",
        "realisation": "45 desa",
        "obstacles": "Armada kurang",
        "next_steps": "Kontrak angkut",
        "light": "yellow",
        "light_reason": "Jadwal mundur sebulan",
    }
    return {**known, **fields}


def make_report(
    quick_win: QuickWin, *, year: int = 2023, quarter: int = 1, send: bool = False, **fields: str
) -> QuarterReport:
    report = actions.save_report(quick_win, report_values(**fields), year=year, quarter=quarter, **WHO)
    return actions.take_report_step(report, "send", **WHO) if send else report
