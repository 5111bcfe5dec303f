"""Quarterly reports: written as a draft, sent, then accepted or returned by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.clock import local
from common.steps import Refused, take
from journal import actions as journal
from quickwins import workflow
from quickwins.actions.quick_wins import locked, tell
from quickwins.models import QuarterReport, QuickWin

REPORT_FIELDS = ("progress", "realisation", "obstacles", "next_steps", "light", "light_reason")


@transaction.atomic
def save_report(
    quick_win: QuickWin,
    values: Mapping[str, str],
    *,
    year: int,
    quarter: int,
    version: int = 0,
    by: Actor,
    at: datetime,
) -> QuarterReport:
    """Write the report of a quarter, by the names of `REPORT_FIELDS`; `version` is the one that was on the page.

    Raises `Refused` for a quarter that has not begun or a year without a status, once the report was sent, and when
    somebody wrote meanwhile.
    """
    if strangers := set(values) - set(REPORT_FIELDS):
        raise ValueError(f"not fields of a report: {', '.join(sorted(strangers))}")
    row = locked(quick_win)
    _require_reportable(row, year, quarter, at)
    known = row.reports.filter(year=year, quarter=quarter).first()
    report = known or QuarterReport(quick_win=row, year=year, quarter=quarter)
    if not report.is_open:
        raise Refused(_("Laporan ini sudah dikirim dan tidak dapat diubah."))
    if report.version != version:
        raise Refused(_("Laporan ini baru saja diubah orang lain. Bandingkan dengan yang tersimpan, lalu simpan lagi."))
    before, after = journal.changes(report, {name: text.strip() for name, text in values.items()})
    if known and not after:
        return known
    for name, text in after.items():
        setattr(report, name, text)
    report.version += 1
    report.save()
    tell("quickwin.report", row, by=by, at=at, before=before if known else {}, after={"report": str(report), **after})
    return report


@transaction.atomic
def take_report_step(report: QuarterReport, step: str, *, reason: str = "", by: Actor, at: datetime) -> QuarterReport:
    """Take a step of `workflow.REPORT_STEPS` (KeyError for another name). Returns the stored row.

    Raises `Refused` from another state, without a reason where one is wanted, and when what is sent is not complete.
    """
    row = locked(report.quick_win)
    stored = QuarterReport.objects.get(pk=report.pk)
    before = stored.state
    stored.state = take(workflow.REPORT_STEPS, step, before, reason)
    if step == "send":
        if missing := lacking(stored):
            raise Refused(_("Lengkapi dahulu: %s.") % ", ".join(missing))
        stored.sent_at, stored.sent_by = at, by.user
        stored.decided_at, stored.decision_reason = None, ""
    elif step == "withdraw":
        stored.sent_at = stored.sent_by = None
    else:
        stored.decided_at, stored.decision_reason = at, reason.strip()
    stored.version += 1
    stored.save(update_fields=["state", "sent_at", "sent_by", "decided_at", "decision_reason", "version"])
    told: dict[str, Any] = {"report": str(stored), "state": stored.state}
    if step == "send":
        told["light"] = stored.light
    tell(f"quickwin.report_{step}", row, by=by, at=at, before={"state": before}, after=told, reason=reason)
    return stored


def lacking(report: QuarterReport) -> list[str]:
    """What is still missing before it can be sent, in words; empty: nothing."""
    missing = []
    if not report.progress.strip():
        missing.append(_("kegiatan dan kemajuan"))
    if not report.light:
        missing.append(_("lampu keadaan"))
    elif report.light in QuarterReport.NEEDS_REASON and not report.light_reason.strip():
        missing.append(_("alasan lampu kuning atau merah"))
    return missing


def _require_reportable(row: QuickWin, year: int, quarter: int, at: datetime) -> None:
    now = local(at, row.regency.timezone)
    if (year, quarter) > (now.year, workflow.quarter_of(now.month)):
        raise Refused(_("Triwulan yang belum dimulai belum dapat dilaporkan."))
    if not row.years.filter(year=year).exists():
        raise Refused(_("Keadaan tahun %s belum dicatat.") % year)
