"""A cycle: draft, cohorts, windows, steps. Each verb locks the cycle first, so that none slips past a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused, take
from journal import actions as journal
from pillars import actions as instruments
from pillars.models import Dimension, Instrument
from submissions import locks
from submissions.models import Cycle, CycleCohort, Submission, Window
from submissions.queries.cycles import what_it_lacks
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
    cycle = new_draft(
        name=name, year=year, stage=stage, previous=previous, at=at, is_sample=is_sample, is_imported=is_imported
    )
    after = {"name": name, "year": year, "stage": stage, "previous": previous}
    journal.write("cycle.create", cycle, by=by, at=at, after=after, cycle_id=cycle.pk)
    return cycle


def new_draft(
    *,
    name: str,
    year: int,
    stage: str,
    previous: Cycle | None,
    at: datetime,
    is_sample: bool = False,
    is_imported: bool = False,
    tie_chain: Sequence[str] = (),
) -> Cycle:
    """The row of a new draft; the caller tells the journal. Raises `Refused` as `create` does."""
    _require_earlier(previous, year, stage)
    try:
        with transaction.atomic():
            return Cycle.objects.create(
                name=name,
                year=year,
                stage=stage,
                previous=previous,
                is_sample=is_sample,
                is_imported=is_imported,
                tie_chain=list(tie_chain),
                created_at=at,
            )
    except IntegrityError:
        raise Refused(_("Siklus untuk tahun dan tahap ini sudah ada. Buka siklus itu dari daftar.")) from None


@transaction.atomic
def change(
    cycle: Cycle,
    *,
    name: str,
    previous: Cycle | None,
    by: Actor,
    at: datetime,
    tie_chain: Sequence[str] | None = None,
) -> Cycle:
    """Another name, another cycle to compare with, another order of equal finals (None: as it is); nothing is written
    when nothing differs.

    Name and comparison are open until the results stand, since improvements are computed only then; the order of equal
    finals only in a draft, so that nobody chooses it knowing whom it helps. Raises `Refused` afterwards.
    """
    locked = _locked(cycle)
    if locked.state == Cycle.State.ANNOUNCED:
        why = _("Nama dan siklus pembanding tidak dapat diubah lagi.")
        raise Refused(locks.by_state(why, locked.state))
    _require_earlier(previous, locked.year, locked.stage)
    chain = locked.tie_chain if tie_chain is None else _sound_chain(tie_chain)
    if chain != locked.tie_chain:
        _require_draft(locked)
    before, after = journal.changes(locked, {"name": name, "previous": previous, "tie_chain": chain})
    if after:
        locked.name, locked.previous, locked.tie_chain = name, previous, chain
        locked.save(update_fields=["name", "previous", "tie_chain"])
        journal.write("cycle.change", locked, by=by, at=at, before=before, after=after, cycle_id=locked.pk)
    return locked


@transaction.atomic
def set_cohort(cycle: Cycle, *, cohort: str, instrument: Instrument, by: Actor, at: datetime) -> CycleCohort:
    """Name the instrument of a cohort, also for those already invited. Raises `Refused` when it does not fit.

    Only in a draft, and only an instrument of that cohort with indicators. The same again changes nothing.
    """
    _require_draft(_locked(cycle))
    if instrument.cohort != cohort:
        raise Refused(_("Instrumen ini dibuat untuk kohort lain."))
    if not instrument.indicators.exists():
        raise Refused(_("Instrumen ini belum memiliki indikator, jadi tidak dapat dipakai untuk pengisian."))
    row = CycleCohort.objects.filter(cycle=cycle, cohort=cohort).first()
    if row is not None and row.instrument_id == instrument.pk:
        return row
    before = {"instrument": row.instrument if row else None}
    row, _created = CycleCohort.objects.update_or_create(
        cycle=cycle, cohort=cohort, defaults={"instrument": instrument}
    )
    Submission.objects.filter(cycle=cycle, cohort=cohort).update(instrument=instrument)
    after = {"cohort": cohort, "instrument": instrument}
    journal.write("cycle.cohort", cycle, by=by, at=at, before=before, after=after, cycle_id=cycle.pk)
    return row


@transaction.atomic
def unset_cohort(cycle: Cycle, *, cohort: str, by: Actor, at: datetime) -> None:
    """Leave a cohort out of a draft. Raises `Refused` while regions are invited into it. Nothing set: nothing done."""
    _require_draft(_locked(cycle))
    row = CycleCohort.objects.filter(cycle=cycle, cohort=cohort).select_related("instrument").first()
    if row is None:
        return
    if Submission.objects.filter(cycle=cycle, cohort=cohort).exists():
        raise Refused(_("Masih ada daerah yang diundang dalam kohort ini. Batalkan undangannya dahulu."))
    before, after = {"cohort": cohort, "instrument": row.instrument}, {"cohort": cohort, "instrument": None}
    row.delete()
    journal.write("cycle.cohort", cycle, by=by, at=at, before=before, after=after, cycle_id=cycle.pk)


@transaction.atomic
def set_window(cycle: Cycle, *, kind: str, opens_at: datetime, closes_at: datetime, by: Actor, at: datetime) -> Window:
    """Set when something may be done. Raises `Refused` when it closes before it opens or results are announced.

    The same times again change nothing.
    """
    if why := why_windows_stand(_locked(cycle)):
        raise Refused(why)
    if closes_at <= opens_at:
        raise Refused(_("Waktu tutup harus sesudah waktu buka."))
    row = Window.objects.filter(cycle=cycle, kind=kind).first()
    if row is not None and (row.opens_at, row.closes_at) == (opens_at, closes_at):
        return row
    before = {"opens_at": row.opens_at, "closes_at": row.closes_at} if row else {}
    row, _created = Window.objects.update_or_create(
        cycle=cycle, kind=kind, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    after = {"kind": kind, "opens_at": opens_at, "closes_at": closes_at}
    journal.write("cycle.window", cycle, by=by, at=at, before=before, after=after, cycle_id=cycle.pk, audience="region")
    return row


def why_windows_stand(cycle: Cycle) -> str:
    """Why the windows of this cycle cannot be moved any more; empty: they can."""
    if cycle.state == Cycle.State.ANNOUNCED:
        return locks.by_state(_("Jendela waktu siklus ini tidak dapat diubah lagi."), cycle.state)
    return ""


def what_blocks_opening(cycle: Cycle) -> list[str]:
    """Why a draft cannot be opened yet, as sentences; empty: go."""
    return [lack.text for lack in what_it_lacks(cycle)]


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
    locked = _locked(cycle)
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


def _locked(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update().get(pk=cycle.pk)


def _require_draft(cycle: Cycle) -> None:
    if cycle.state != Cycle.State.DRAFT:
        why = _("Siklus ini sudah dibuka; hal ini hanya dapat diubah selagi siklus disiapkan.")
        raise Refused(locks.closed(why, by=_("sekretariat ketika membuka siklus"), until=_("seterusnya")))


def _sound_chain(chain: Sequence[str]) -> list[str]:
    """The chain as it is stored. Raises `Refused` for a dimension that does not exist or is named twice."""
    if len(set(chain)) < len(chain) or not set(chain) <= set(Dimension.values):
        raise Refused(_("Pilih dimensi yang berbeda-beda untuk urutan bila nilai sama."))
    return list(chain)


def _require_earlier(previous: Cycle | None, year: int, stage: str) -> None:
    """Improvements look back, and a chain of cycles never bites its tail. Stages sort by their names."""
    if previous is not None and (previous.year, previous.stage) >= (year, stage):
        raise Refused(_("Siklus pembanding harus lebih awal daripada siklus ini."))
