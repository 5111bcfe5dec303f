"""Files that come in pieces: begun, received, finished, forgotten. The pieces lie in Django's storage until the end."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused
from pillars.models import Indicator
from submissions.actions.evidence import BadFile, attach
from submissions.actions.own_windows import takes_evidence
from submissions.models import Submission, Upload

KEPT = timedelta(days=7)  # without a new piece
CHUNK = 256 * 1024


class OutOfStep(Refused):
    """The piece does not begin where the file ends so far."""


@transaction.atomic
def begin(
    submission: Submission,
    indicator: Indicator,
    user: User,
    *,
    upload_id: UUID,
    name: str,
    size: int,
    at: datetime,
) -> Upload:
    """A place for a file of `size` bytes under the browser's own id; asked again, the same one.

    Raises `Refused` when no file may be attached to the question now, or when the id stands for another file.
    """
    values = {"submission": submission, "indicator": indicator, "user": user, "name": name[-200:], "size": size}
    known = Upload.objects.filter(pk=upload_id).first()
    if known is None:
        takes_evidence(submission, indicator, at=at)
        known, _made = Upload.objects.get_or_create(
            pk=upload_id, defaults={**values, "created_at": at, "touched_at": at}
        )
    same = (known.submission_id, known.indicator_id, known.user_id, known.size)
    if same != (submission.pk, indicator.pk, user.pk, size):
        raise Refused(_("Pengenal unggahan itu sudah dipakai untuk berkas lain."))
    return known


@transaction.atomic
def receive(upload: Upload, piece: IO[bytes], *, length: int, offset: int, at: datetime) -> Upload:
    """Keep the next `length` bytes, which begin at `offset`. Raises `OutOfStep` for any other place or too many."""
    locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if locked.offset != offset or offset + length > locked.size or locked.finished_at is not None:
        raise OutOfStep(_("Potongan berkas ini tidak menyambung."))
    if not length:
        return locked
    name = _piece(locked, locked.pieces)
    default_storage.delete(name)  # one that was written, but never counted
    default_storage.save(name, File(piece))
    locked.offset, locked.pieces, locked.touched_at = offset + length, locked.pieces + 1, at
    locked.save(update_fields=["offset", "pieces", "touched_at"])
    return locked


@transaction.atomic
def finish(upload: Upload, *, max_bytes: int, by: Actor, at: datetime) -> Upload:
    """Put the pieces together and attach the file, or note the gate's reason as `fault`. Done once, however often asked.

    Raises `OutOfStep` while bytes are missing, `Refused` and `virus_scan.Unavailable` as `evidence.attach` does: the
    pieces then stay, and it can be asked again.
    """
    locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if locked.finished_at is not None:
        return locked
    if locked.offset != locked.size:
        raise OutOfStep(_("Berkas ini belum lengkap."))
    with tempfile.TemporaryFile() as whole:
        _put_together(locked, whole)
        file: File[bytes] = File(whole, name=locked.name)
        try:
            locked.attachment = attach(locked.submission, locked.indicator, file, max_bytes=max_bytes, by=by, at=at)
        except BadFile as reason:
            locked.fault = str(reason)
    locked.finished_at = locked.touched_at = at
    locked.save(update_fields=["attachment", "fault", "finished_at", "touched_at"])
    _forget_pieces(locked)
    return locked


@transaction.atomic
def discard(upload: Upload) -> None:
    """The person no longer wants to send it."""
    locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    _forget_pieces(locked)
    locked.delete()


def expire(*, at: datetime) -> int:
    """Remove uploads without a new piece for `KEPT`, with their pieces; how many."""
    gone = 0
    for pk in Upload.objects.filter(touched_at__lt=at - KEPT).values_list("pk", flat=True):
        with transaction.atomic():
            rows = Upload.objects.select_for_update(of=("self",), skip_locked=True)
            stale = rows.filter(pk=pk, touched_at__lt=at - KEPT).first()
            if stale is not None:
                _forget_pieces(stale)
                stale.delete()
                gone += 1
    return gone


def _put_together(upload: Upload, whole: IO[bytes]) -> None:
    for number in range(upload.pieces):
        with default_storage.open(_piece(upload, number)) as piece:
            while chunk := piece.read(CHUNK):
                whole.write(chunk)
    if whole.tell() != upload.size:
        raise RuntimeError(f"pieces of upload {upload.pk} are not those that were received")
    whole.seek(0)


def _forget_pieces(upload: Upload) -> None:
    """After commit, so that a row never names pieces that are gone. The next one may be there without being counted."""
    names = [_piece(upload, number) for number in range(upload.pieces + 1)]

    def forget() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(forget)


def _piece(upload: Upload, number: int) -> str:
    return f"uploads/{upload.pk.hex}-{number:05d}"
