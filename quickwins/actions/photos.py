"""Photos of a Quick Win: judged at the gate, drawn anew in a child process, kept beside the original."""

from __future__ import annotations

import io
import uuid
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import Actor
from common.filegate import Refused as FileRefused
from common.filegate import Verdict, judge
from common.page_picture import Undrawable, draw
from common.steps import Refused
from common.stored_files import with_files
from journal import actions as journal
from quickwins.actions.quick_wins import locked, tell
from quickwins.models import Photo, QuarterReport, QuickWin

PICTURES = ("jpg", "png")
LARGE, SMALL = 1280, 480  # pixels, the widest that is shown
MOST_PHOTOS = 40  # of one Quick Win


class BadPhoto(Refused):
    """The file is no picture that can be shown; `str()` says why."""


def add_photo(
    quick_win: QuickWin,
    upload: File[bytes],
    *,
    alt: str,
    taken_on: date | None = None,
    report: QuarterReport | None = None,
    max_bytes: int,
    by: Actor,
    at: datetime,
) -> Photo:
    """Keep a photo, with what can be seen in words. A photo that is there already stays as it is.

    Raises `BadPhoto`, `virus_scan.Unavailable`, and `Refused` for a report that was sent or when there are too many.
    Judging and drawing run before the transaction, so that a slow file holds no lock.
    """
    name, verdict = _judged(upload, max_bytes)
    large, small, size = _drawn(upload, verdict)
    with with_files() as store:
        row = locked(quick_win)
        known = Photo.objects.filter(quick_win=row, sha256=verdict.sha256).first()
        if known is not None:
            return known
        if Photo.objects.filter(quick_win=row).count() >= MOST_PHOTOS:
            raise Refused(_("Satu Quick Win memuat paling banyak %d foto.") % MOST_PHOTOS)
        if report is not None:
            _require_open(report)
        photo = Photo(
            quick_win=row,
            report=report,
            width=size[0],
            height=size[1],
            name=name,
            mime=verdict.mime,
            sha256=verdict.sha256,
            alt=alt.strip(),
            taken_on=taken_on,
            added_at=at,
            added_by=by.user,
        )
        upload.seek(0)
        store(photo.file, f"{uuid.uuid4().hex}.{verdict.kind}", upload)
        store(photo.large, f"{uuid.uuid4().hex}.jpg", ContentFile(large))
        store(photo.small, f"{uuid.uuid4().hex}.jpg", ContentFile(small))
        photo.save(force_insert=True)
        after: dict[str, Any] = {"file": name, "sha256": verdict.sha256, "alt": photo.alt}
        tell("quickwin.photo", row, by=by, at=at, after=after | ({"report": str(report)} if report else {}))
        return photo


@transaction.atomic
def describe_photo(photo: Photo, *, alt: str, taken_on: date | None, by: Actor, at: datetime) -> Photo:
    """Say anew what can be seen, and when it was taken. Returns the stored row."""
    row = locked(photo.quick_win)
    stored = Photo.objects.get(pk=photo.pk)
    before, after = journal.changes(stored, {"alt": alt.strip(), "taken_on": taken_on})
    if after:
        stored.alt, stored.taken_on = alt.strip(), taken_on
        stored.save(update_fields=list(after))
        tell("quickwin.photo_describe", row, by=by, at=at, before=before, after=after)
    return stored


@transaction.atomic
def remove_photo(photo: Photo, *, by: Actor, at: datetime) -> None:
    """Take a photo away, its files too once this is certain; nothing to do when it is gone.

    Raises `Refused` when it proves a report that was sent.
    """
    row = locked(photo.quick_win)
    stored = Photo.objects.select_related("report").filter(pk=photo.pk).first()
    if stored is None:
        return
    if stored.report is not None:
        _require_open(stored.report)
    files = [str(one.name) for one in (stored.file, stored.large, stored.small)]
    before = {"file": stored.name, "sha256": stored.sha256, "alt": stored.alt}
    stored.delete()
    tell("quickwin.photo_remove", row, by=by, at=at, after={}, before=before)
    transaction.on_commit(partial(_delete, files))


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _judged(upload: File[bytes], max_bytes: int) -> tuple[str, Verdict]:
    name = (upload.name or "foto")[-200:]
    try:
        verdict = judge(upload, name=name, max_bytes=max_bytes)
    except FileRefused as reason:
        raise BadPhoto(str(reason)) from reason
    if verdict.kind not in PICTURES:
        raise BadPhoto(_("Berkas “%(name)s” bukan foto. Unggah JPG atau PNG.") % {"name": name})
    return name, verdict


def _drawn(upload: File[bytes], verdict: Verdict) -> tuple[bytes, bytes, tuple[int, int]]:
    """The photo large and small as JPEG, and the pixels of the large one."""
    upload.seek(0)
    try:
        large = draw(upload, kind=verdict.kind, page=1, width=LARGE)
    except Undrawable as reason:
        raise BadPhoto(_("Foto ini tidak dapat digambar. Simpan ulang sebagai JPG, lalu unggah kembali.")) from reason
    picture = Image.open(io.BytesIO(large), formats=("JPEG",))  # one that we drew ourselves
    size = picture.size
    picture.thumbnail((SMALL, SMALL))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return large, out.getvalue(), size


def _require_open(report: QuarterReport) -> None:
    if not QuarterReport.objects.get(pk=report.pk).is_open:
        raise Refused(_("Foto ini bagian dari laporan yang sudah dikirim."))
