"""A cycle: draft, cohorts, windows, steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused, take
from journal import actions as journal
from pillars import actions as instruments
from pillars.models import Instrument
from submissions.models import Cycle, CycleCohort, Submission, Window
from submissions.workflow import CYCLE_STEPS


@transaction.atomic
def create(
    *,
    name: str,
    year: int,
    stage: str,
    previous: Cycle | None,
    by: Actor,
    at: datetime,
    is_sample: bool = False,
    is_imported: bool = False,
) -> Cycle:
    """A new draft. Raises `Refused` when this year and stage already have one (two people opening the same cycle)."""
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                name=name,
                year=year,
                stage=stage,
                previous=previous,
                is_sample=is_sample,
                is_imported=is_imported,
                created_at=at,
            )
    except IntegrityError:
        raise Refused(_("Siklus untuk tahun dan tahap ini sudah ada. Buka siklus itu dari daftar.")) from None
    after = {"name": name, "year": year, "stage": stage, "previous": previous}
    journal.write("cycle.create", cycle, by=by, at=at, after=after, cycle_id=cycle.pk)
    return cycle


@transaction.atomic
def set_cohort(cycle: Cycle, *, cohort: str, instrument: Instrument, by: Actor, at: datetime) -> CycleCohort:
    """Name the instrument of a cohort. Only in a draft, and only an instrument with indicators."""
    _require_draft(cycle)
    if not instrument.indicators.exists():
        raise Refused(_("Instrumen ini belum memiliki indikator, jadi tidak dapat dipakai untuk pengisian."))
    row = CycleCohort.objects.filter(cycle=cycle, cohort=cohort).first()
    before = {"instrument": row.instrument if row else None}
    row, _created = CycleCohort.objects.update_or_create(
        cycle=cycle, cohort=cohort, defaults={"instrument": instrument}
    )
    Submission.objects.filter(cycle=cycle, cohort=cohort).update(instrument=instrument)
    after = {"cohort": cohort, "instrument": instrument}
    journal.write("cycle.cohort", cycle, by=by, at=at, before=before, after=after, cycle_id=cycle.pk)
    return row


@transaction.atomic
def set_window(cycle: Cycle, *, kind: str, opens_at: datetime, closes_at: datetime, by: Actor, at: datetime) -> Window:
    """Set when something may be done. Raises `Refused` when it closes before it opens or results are announced."""
    if cycle.state == Cycle.State.ANNOUNCED:
        raise Refused(_("Hasil siklus ini sudah diumumkan; jendela waktunya tidak dapat diubah lagi."))
    if closes_at <= opens_at:
        raise Refused(_("Waktu tutup harus sesudah waktu buka."))
    row = Window.objects.filter(cycle=cycle, kind=kind).first()
    before = {"opens_at": row.opens_at, "closes_at": row.closes_at} if row else {}
    row, _created = Window.objects.update_or_create(
        cycle=cycle, kind=kind, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    after = {"kind": kind, "opens_at": opens_at, "closes_at": closes_at}
    journal.write("cycle.window", cycle, by=by, at=at, before=before, after=after, cycle_id=cycle.pk, audience="region")
    return row


def what_blocks_opening(cycle: Cycle) -> list[str]:
    """Why a draft cannot be opened yet, as sentences; empty: go."""
    found = []
    cohorts = set(CycleCohort.objects.filter(cycle=cycle).values_list("cohort", flat=True))
    if not cohorts:
        found.append(_("Belum ada kohort dengan instrumen."))
    invited = set(Submission.objects.filter(cycle=cycle).values_list("cohort", flat=True).distinct())
    if not invited:
        found.append(_("Belum ada daerah yang diundang."))
    if not Window.objects.filter(cycle=cycle, kind=Window.Kind.ANSWERS).exists():
        found.append(_("Jendela waktu isian belum ditetapkan."))
    if not Window.objects.filter(cycle=cycle, kind=Window.Kind.ASSESSMENT).exists():
        found.append(_("Jendela waktu penilaian belum ditetapkan."))
    return found


def step(cycle: Cycle, name: str, *, by: Actor, at: datetime, reason: str = "") -> Cycle:
    """Take one step of `CYCLE_STEPS` other than announcing (see `evaluations.actions.announce`)."""
    if name == "announce":
        raise ValueError("announcing computes results: evaluations.actions.announce")
    return advance(cycle, name, by=by, at=at, reason=reason, gate=what_blocks_opening if name == "open" else None)


@transaction.atomic
def advance(
    cycle: Cycle,
    name: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    gate: Callable[[Cycle], list[str]] | None = None,
) -> Cycle:
    """Lock the cycle, take the step, tell the journal. Opening freezes its instruments. Raises `Refused`."""
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    target = take(CYCLE_STEPS, name, locked.state, reason)
    if gate is not None and (blocks := gate(locked)):
        raise Refused(" ".join(blocks))
    before = {"state": locked.state}
    locked.state = target
    locked.announced_at = at if target == Cycle.State.ANNOUNCED else None
    locked.save(update_fields=["state", "announced_at"])
    if name == "open":
        for row in CycleCohort.objects.filter(cycle=locked).select_related("instrument"):
            instruments.freeze(row.instrument, by=by, at=at)
    journal.write(
        f"cycle.{name}",
        locked,
        by=by,
        at=at,
        before=before,
        after={"state": target},
        reason=reason,
        cycle_id=locked.pk,
        audience="region",
    )
    return locked


def _require_draft(cycle: Cycle) -> None:
    if cycle.state != Cycle.State.DRAFT:
        raise Refused(_("Siklus ini sudah dibuka; hal ini hanya dapat diubah selagi siklus disiapkan."))
