"""The minutes of a plenary (berita acara): attendance, the chair's words, signatures, and the lock at the end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused, take
from evaluations.actions.talks import Overtaken, lock, lock_talk, own_seat, require_chair, tell, touch
from evaluations.minutes import as_content, sha256_of
from evaluations.models import AgendaItem, Attendance, Plenary, Seat
from evaluations.queries.minutes import composed
from evaluations.workflow import PLENARY_STEPS
from submissions.models import Submission


@transaction.atomic
def attend(submission: Submission, seat: Seat, *, is_present: bool, by: Actor, at: datetime) -> None:
    """Note that a member is there or not: everybody the own presence, the chair everybody's."""
    locked, plenary = lock_talk(submission, at=at)
    if own_seat(locked, by).pk != seat.pk:
        require_chair(locked, by)
    if not Seat.objects.filter(pk=seat.pk, submission=locked, state=Seat.State.HANDED_IN).exists():
        raise Refused(_("Kursi itu sudah tidak ditempati."))
    before = Attendance.objects.filter(plenary=plenary, seat=seat).first()
    if before is not None and before.is_present == is_present:
        return
    Attendance.objects.update_or_create(plenary=plenary, seat=seat, defaults={"is_present": is_present, "at": at})
    touch(plenary)
    tell("plenary.attend", locked, by=by, at=at, after={"seat": seat.number, "present": is_present})


@transaction.atomic
def write(submission: Submission, *, text: str, guests: str, seen: int, by: Actor, at: datetime) -> None:
    """Keep the chair's free words. `seen` is the version on the page; raises `Overtaken` when another window kept more."""
    locked, plenary = lock_talk(submission, at=at)
    require_chair(locked, by)
    if plenary.text_version != seen:
        raise Overtaken
    old = {"text": plenary.text, "guests": plenary.guests}
    new = {"text": text.strip(), "guests": guests.strip()}
    if old == new:
        return
    plenary.text, plenary.guests, plenary.text_version = new["text"], new["guests"], seen + 1
    touch(plenary, "text", "guests", "text_version")
    tell("plenary.minutes", locked, by=by, at=at, before=old, after=new)


@transaction.atomic
def present(submission: Submission, *, by: Actor, at: datetime) -> Plenary:
    """End the talk and hand the minutes round. Refused while an opened question has no outcome, or nobody is present."""
    locked, plenary = lock_talk(submission, at=at)
    require_chair(locked, by)
    open_items = AgendaItem.objects.filter(submission=locked, done_at__isnull=True, opened_at__isnull=False)
    if numbers := list(open_items.values_list("indicator__order", flat=True)):
        words = ", ".join(str(number) for number in numbers)
        raise Refused(_("Selesaikan dahulu pembahasan nomor %(numbers)s.") % {"numbers": words})
    if not Attendance.objects.filter(plenary=plenary, is_present=True).exists():
        raise Refused(_("Catat dahulu siapa yang hadir."))
    plenary.state = take(PLENARY_STEPS, "present", plenary.state)
    plenary.open_item = plenary.item_since = None
    plenary.text_version += 1  # who still has an earlier round on the screen does not sign this one
    touch(plenary, "state", "open_item", "item_since", "text_version")
    tell("plenary.present", locked, by=by, at=at, after={"state": plenary.state})
    return plenary


@transaction.atomic
def resume(submission: Submission, *, by: Actor, at: datetime) -> Plenary:
    """Go back to the talk. Every signature is given anew afterwards: it stood under another text."""
    locked, plenary = _signing(submission, at=at)
    require_chair(locked, by)
    plenary.state = take(PLENARY_STEPS, "resume", plenary.state)
    signed = Attendance.objects.filter(plenary=plenary, signed_at__isnull=False)
    gone = signed.update(assents=None, signed_at=None, text="")
    touch(plenary, "state")
    tell("plenary.resume", locked, by=by, at=at, before={"signatures": gone}, after={"state": plenary.state})
    return plenary


@transaction.atomic
def sign(submission: Submission, *, assents: bool, text: str, seen: int, by: Actor, at: datetime) -> Attendance:
    """Sign the minutes as they stand: with assent, or with a dissent in own words. Once.

    `seen` is the version on the page; raises `Overtaken` when the talk went on and they were handed round again since.
    """
    locked, plenary = _signing(submission, at=at)
    seat = own_seat(locked, by)
    if plenary.text_version != seen:
        raise Overtaken
    row = Attendance.objects.filter(plenary=plenary, seat=seat).first()
    if row is not None and row.signed_at is not None:
        raise Refused(_("Anda sudah menandatangani berita acara ini."))
    if not assents and not text.strip():
        raise Refused(_("Tuliskan keberatan Anda."))
    row = row or Attendance(plenary=plenary, seat=seat, is_present=False, at=at)
    row.assents, row.signed_at, row.text = assents, at, "" if assents else text.strip()
    row.save()
    touch(plenary)
    tell("plenary.sign", locked, by=by, at=at, after={"seat": seat.number, "assents": assents, "text": row.text})
    return row


@transaction.atomic
def close(submission: Submission, *, by: Actor, at: datetime) -> Plenary:
    """Lock the minutes: their content and its hash are kept and never change. Refused while a present member has not
    signed; a member whose seat was taken away meanwhile is not waited for."""
    locked, plenary = _signing(submission, at=at)
    require_chair(locked, by)
    waiting = Attendance.objects.filter(
        plenary=plenary, is_present=True, signed_at__isnull=True, seat__state=Seat.State.HANDED_IN
    )
    if names := list(waiting.values_list("seat__assessor__name", flat=True)):
        raise Refused(_("Belum menandatangani: %(names)s.") % {"names": ", ".join(names)})
    plenary.state = take(PLENARY_STEPS, "close", plenary.state)
    plenary.closed_at = at
    plenary.content = as_content(composed(locked, plenary))
    plenary.sha256 = sha256_of(plenary.content)
    touch(plenary, "state", "closed_at", "content", "sha256")
    tell("plenary.close", locked, by=by, at=at, after={"state": plenary.state, "sha256": plenary.sha256})
    return plenary


def _signing(submission: Submission, *, at: datetime) -> tuple[Submission, Plenary]:
    locked = lock(submission, at=at)
    plenary = Plenary.objects.filter(submission=locked).first()
    if plenary is None or plenary.state == Plenary.State.TALKING:
        raise Refused(_("Berita acara belum diedarkan untuk ditandatangani."))
    if plenary.state == Plenary.State.CLOSED:
        raise Refused(_("Berita acara sudah ditutup dan terkunci."))
    return locked, plenary
