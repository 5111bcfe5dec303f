"""Marks and notes of one seat, and handing them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor
from common.steps import Refused, take
from evaluations.actions.given import Conflict, Given, given_of, is_overtaken
from evaluations.models import Mark, MarkRevision, Note, Plenary, Reply, ResultRun, Seat
from evaluations.queries import what_is_missing
from evaluations.workflow import REVISED_IN, SEAT_STEPS
from journal import actions as journal
from journal.models import Audience
from pillars.models import Indicator
from submissions import locks
from submissions.models import Cycle, Submission, Window
from submissions.queries import windows_of


@transaction.atomic
def save(
    seat: Seat,
    given: Mapping[Indicator, Given],
    *,
    by: Actor,
    at: datetime,
    seen: Mapping[Indicator, str] | None = None,
) -> list[Mark]:
    """Save marks of one seat; unchanged ones are left alone, a blank one takes the mark away. Returns what changed.

    `seen` are the states (`state_of`) in which the person saw the marks, where known. Raises `Conflict` when another
    window changed one since, and `Refused` outside the assessment window, for a handed-in seat, or a question of another
    instrument; then nothing is saved.
    """
    locked = _open_seat(seat, at=at)
    held = {mark.indicator_id: mark for mark in Mark.objects.filter(seat=locked, indicator__in=given)}
    overtaken = {
        indicator: given_of(held.get(indicator.pk))
        for indicator, state in (seen or {}).items()
        if indicator in given and is_overtaken(given_of(held.get(indicator.pk)), given[indicator], state)
    }
    if overtaken:
        raise Conflict(overtaken)
    changed: list[Mark] = []
    for indicator, mark in given.items():
        if indicator.instrument_id != locked.submission.instrument_id:
            raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
        row = held.get(indicator.pk)
        if (written := _write(locked, indicator, row, mark, by=by, at=at)) is not None:
            changed.append(written)
    return changed


@transaction.atomic
def keep(seat: Seat, indicator: Indicator, *, by: Actor, at: datetime) -> None:
    """The mark still holds although answer or files moved on since: from now on it counts as given now.

    Raises `Refused` as `save` does, and where there is no mark.
    """
    locked = _open_seat(seat, at=at)
    mark = Mark.objects.filter(seat=locked, indicator=indicator).first()
    if mark is None:
        raise Refused(_("Pertanyaan ini belum Anda nilai."))
    mark.changed_at = at
    mark.save(update_fields=["changed_at"])
    place = _place(locked, by, at) | {"label": _label(locked, indicator)}
    journal.write("mark.keep", locked, **place, after={"mark": mark.shown, "indicator": indicator.key})


@transaction.atomic
def save_notes(
    seat: Seat,
    notes: Mapping[str, Sequence[str]],
    *,
    by: Actor,
    at: datetime,
    audience: str = Note.Audience.REGION,
    indicator: Indicator | None = None,
) -> bool:
    """Replace the notes of the kinds in `notes` by these texts, in order; blank texts are left out. True: changed.

    Only those for this audience, on this question (None: on the whole submission); all others stay as they are.
    """
    locked = _open_seat(seat, at=at)
    if indicator is not None and indicator.instrument_id != locked.submission.instrument_id:
        raise Refused(_("Pertanyaan itu bukan bagian dari instrumen isian ini."))
    changed = False
    for kind, texts in notes.items():
        wanted = [text.strip() for text in texts if text.strip()]
        rows = Note.objects.filter(seat=locked, kind=kind, audience=audience, indicator=indicator)
        held = list(rows.order_by("order"))
        if [note.text for note in held] == wanted:
            continue
        changed = True
        rows.delete()
        Note.objects.bulk_create(
            Note(
                seat=locked,
                kind=Note.Kind(kind),
                audience=Note.Audience(audience),
                indicator=indicator,
                order=order,
                text=text,
                changed_at=at,
            )
            for order, text in enumerate(wanted)
        )
        before = {kind: [note.text for note in held]}
        after = {kind: wanted, "audience": str(audience)} | ({"indicator": indicator.key} if indicator else {})
        journal.write("note.change", locked, **_place(locked, by, at), before=before, after=after)
    return changed


@transaction.atomic
def hand_in(seat: Seat, *, by: Actor, at: datetime) -> Seat:
    """Hand in all marks of a seat. Refused with what is missing; from then on they change only after a reopening."""
    locked = _open_seat(seat, at=at)
    target = take(SEAT_STEPS, "hand_in", locked.state)
    if missing := what_is_missing(locked):
        raise Refused(
            ngettext(
                "Masih ada %(count)d hal yang belum lengkap.",
                "Masih ada %(count)d hal yang belum lengkap.",
                len(missing),
            )
            % {"count": len(missing)}
        )
    locked.state, locked.handed_in_at = target, at
    locked.save(update_fields=["state", "handed_in_at"])
    place = _place(locked, by, at) | {"audience": Audience.SECRETARIAT}
    journal.write("seat.hand_in", locked, **place, after={"state": target})
    return locked


@transaction.atomic
def revise(
    seat: Seat,
    indicator: Indicator,
    given: Given,
    *,
    reason: str,
    cause: str,
    by: Actor,
    at: datetime,
    reply: Reply | None = None,
    reference: UUID | None = None,
) -> MarkRevision:
    """The one way to change a handed-in mark: its own assessor, with a reason; the old mark stays in the revision.

    `cause` is a `MarkRevision.Cause`: an objection names its `reply`, the talk of an opened plenary its `reference`. Raises
    `Refused` where `why_not_revised` says so, without a reason, and when the mark stays the same.
    """
    locked = _locked(seat)
    if refusal := why_not_revised(locked, by, cause, at, reference):
        raise Refused(refusal)
    if not reason.strip():
        raise Refused(_("Tuliskan alasannya."))
    mark = Mark.objects.filter(seat=locked, indicator=indicator).first()
    before = given_of(mark)
    if mark is None or given.is_blank or str(given) == str(before):
        raise Refused(_("Nilai itu sama dengan nilai Anda sekarang. Pilih nilai lain, atau biarkan."))
    _set(locked, indicator, mark, replace(given, reason=reason.strip()), at=at)
    row = MarkRevision.objects.create(
        seat=locked,
        indicator=indicator,
        cause=MarkRevision.Cause(cause),
        reply=reply,
        reference=reference,
        before=str(before),
        after=str(given),
        reason=reason.strip(),
        at=at,
    )
    place = _place(locked, by, at) | {"label": _label(locked, indicator)}
    after = {"mark": str(given), "indicator": indicator.key, "cause": str(row.cause)}
    journal.write("mark.revise", locked, **place, before={"mark": str(before)}, after=after, reason=reason)
    return row


def why_not_revised(seat: Seat, by: Actor, cause: str, at: datetime, reference: UUID | None = None) -> str:
    """Why this handed-in seat's marks cannot be revised for this cause now; empty: they can.

    Once a plenary was opened, marks change in its talk alone (`reference` is its id): past it they would leave the minutes
    behind, which say how everybody marked in the end.
    """
    cycle = seat.submission.cycle
    if by.user is None or by.user.pk != seat.assessor_id:
        return _("Hanya asesor pemilik nilai ini yang dapat mengubahnya.")
    if seat.state in (Seat.State.DECLINED, Seat.State.WITHDRAWN):
        return _("Kursi Anda pada panel ini sudah dicabut.")
    if seat.state != Seat.State.HANDED_IN:
        return _("Penilaian Anda untuk daerah ini belum diserahkan.")
    if cycle.state not in REVISED_IN[cause]:
        return _("Nilai yang sudah diserahkan tidak dapat diubah lagi pada tahap siklus ini.")
    if cause == MarkRevision.Cause.OBJECTION:
        return ""
    if ResultRun.objects.filter(cycle=cycle, kind=ResultRun.Kind.DRAFT).exists():
        return _("Rancangan hasil sudah disampaikan; nilai hanya berubah karena sanggahan daerah.")
    opened = Plenary.objects.filter(submission=seat.submission_id).values_list("pk", flat=True)
    if cycle.state == Cycle.State.PLENARY and opened.first() not in (None, reference):
        return _("Pleno panel ini sudah dibuka; nilai hanya berubah dalam pembahasannya.")
    window = windows_of(cycle).get(Window.Kind.ASSESSMENT)
    if cycle.state == Cycle.State.ASSESSMENT and (window is None or at >= window.closes_at):
        return _("Masa penilaian sudah ditutup.")
    return ""


def why_closed(seat: Seat, windows: Mapping[str, Window], at: datetime) -> str:
    """Why this seat's marks cannot be changed now; empty: they can."""
    cycle = seat.submission.cycle
    if cycle.state != Cycle.State.ASSESSMENT:
        return assessment_closed(cycle)
    window, zone = windows.get(Window.Kind.ASSESSMENT), settings.TIME_ZONE
    if window is None or not window.is_open(at):
        is_over = window is not None and at >= window.closes_at
        why = _("Masa penilaian sudah ditutup.") if is_over else _("Masa penilaian belum dibuka.")
        opens_at, closes_at = (window.opens_at, window.closes_at) if window else (None, None)
        return locks.by_window(why, opens_at=opens_at, closes_at=closes_at, at=at, timezone=zone)
    if seat.submission.state != Submission.State.HANDED_IN:
        return _("Isian daerah ini belum diserahkan.")
    if seat.state in (Seat.State.DECLINED, Seat.State.WITHDRAWN):
        return _("Kursi Anda pada panel ini sudah dicabut.")
    if seat.state == Seat.State.INVITED:
        return _("Terima dahulu penugasan ini dan nyatakan benturan kepentingan Anda.")
    if seat.state != Seat.State.SCORING:
        why = _("Penilaian Anda untuk daerah ini sudah diserahkan.")
        return locks.closed(why, by=_("Anda ketika menyerahkan"), until=_("sampai sekretariat membukanya kembali"))
    return ""


def assessment_closed(cycle: Cycle) -> str:
    """What is said of a cycle in which no marks are given now."""
    comes = cycle.state in (Cycle.State.DRAFT, Cycle.State.SELF_ASSESSMENT)
    return locks.by_state(_("Siklus ini tidak sedang dalam masa penilaian."), cycle.state, comes=comes)


def _locked(seat: Seat) -> Seat:
    rows = Seat.objects.select_for_update(of=("self",)).select_related(
        "submission__cycle", "submission__regency", "assessor"
    )
    locked = rows.filter(pk=seat.pk).first()
    if locked is None:
        raise Refused(_("Kursi Anda pada panel ini sudah dicabut."))
    return locked


def _open_seat(seat: Seat, *, at: datetime) -> Seat:
    locked = _locked(seat)
    if reason := why_closed(locked, windows_of(locked.submission.cycle), at):
        raise Refused(reason)
    return locked


def _write(
    seat: Seat, indicator: Indicator, row: Mark | None, mark: Given, *, by: Actor, at: datetime, **told: Any
) -> Mark | None:
    """Keep one mark and tell of it; None when nothing changes. A mark taken away takes its reason with it."""
    before = given_of(row)
    reason = "" if mark.is_blank else (before.reason or "") if mark.reason is None else mark.reason.strip()
    after = replace(mark, reason=reason)
    if after == before or (row is None and mark.is_blank):
        return None
    changed = _set(seat, indicator, row, after, at=at)
    tell(seat, indicator, before, after, by=by, at=at, **told)
    return changed


def _set(seat: Seat, indicator: Indicator, row: Mark | None, mark: Given, *, at: datetime) -> Mark:
    new = {
        "value": mark.value,
        "not_applicable": mark.not_applicable,
        "abstained": mark.abstained,
        "reason": mark.reason or "",
        "changed_at": at,
    }
    if row is None:
        return Mark.objects.create(seat=seat, indicator=indicator, **new)
    if mark.is_blank:
        row.delete()
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    return row


def _place(seat: Seat, by: Actor, at: datetime) -> dict[str, Any]:
    """Marks and notes are told to their author alone: the journal leaks nothing to the rest of the panel."""
    submission = seat.submission
    return {
        "by": by,
        "at": at,
        "label": str(submission.regency),
        "regency_code": submission.regency_id,
        "cycle_id": submission.cycle_id,
        "audience": Audience.OWN,
    }


def tell(
    seat: Seat, indicator: Indicator, before: Given, after: Given, *, by: Actor, at: datetime, **told: Any
) -> None:
    """The journal row of a mark given, changed or taken away."""
    place = _place(seat, by, at) | {"label": _label(seat, indicator)}
    old, new = {"mark": str(before)}, {"mark": str(after), "indicator": indicator.key}
    if after.reason != before.reason:
        old["reason"], new["reason"] = before.reason or "", after.reason or ""
    journal.write("mark.change", seat, **place, before=old, after=new, **told)


def _label(seat: Seat, indicator: Indicator) -> str:
    return f"{seat.submission.regency} · {indicator.order}. {indicator.label_id}"
