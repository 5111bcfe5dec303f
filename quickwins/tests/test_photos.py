"""Facts about photos: judged, drawn anew without what the camera wrote, private, and part of the report they prove."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from accounts.models import Role
from common.steps import Refused
from documents.tests.factories import WHO, make_agency, make_person, make_regency
from journal.models import Entry
from quickwins import actions
from quickwins.models import Photo, QuickWin
from quickwins.tests import factories as make

pytestmark = pytest.mark.django_db
CAMERA = "Kamera Rahasia"


def jpeg(
    name: str = "posyandu.jpg", colour: str = "#7799aa", size: tuple[int, int] = (3000, 1500)
) -> SimpleUploadedFile:
    """A picture into which a camera wrote its name and that it was held sideways."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = CAMERA, 6
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def add(quick_win: QuickWin, **fields: object) -> Photo:
    known = {"upload": jpeg(), "alt": "Kader menimbang balita", "max_bytes": 10**7} | fields
    return actions.add_photo(quick_win, known.pop("upload"), **known, **WHO)


def url(name: str, photo: Photo) -> str:
    return reverse(f"quickwins:{name}", args=[photo.quick_win_id, photo.pk])


def test_what_is_shown_is_drawn_anew_shrunk_and_says_nothing_of_the_camera() -> None:
    photo = add(make.make_quick_win())
    with photo.large.open("rb") as file:
        large = Image.open(io.BytesIO(file.read()))
    assert large.size == (photo.width, photo.height) == (1280, 2560)  # upright, as it was held
    with photo.small.open("rb") as small, photo.file.open("rb") as own:
        assert max(Image.open(small).size) == 480
        assert CAMERA.encode() in own.read()
    assert not large.getexif()


def test_a_file_that_is_no_picture_stays_outside_and_the_words_stay_typed(client: Client) -> None:
    quick_win = make.make_quick_win()
    client.force_login(make_person(quick_win.regency))
    address = reverse("quickwins:photo_new", args=[quick_win.pk])
    for upload in (SimpleUploadedFile("a.jpg", b"<script>"), SimpleUploadedFile("a.jpg", jpeg().read()[:-900])):
        answer = client.post(address, {"file": upload, "alt": "Yang sudah diketik"})
        assert answer.status_code == 422 and "Yang sudah diketik" in answer.content.decode()
    assert client.post(address, {"file": jpeg(), "alt": " "}).status_code == 422
    assert not Photo.objects.exists() and not Entry.objects.filter(verb="quickwin.photo").exists()


def test_the_same_photo_twice_is_one() -> None:
    quick_win = make.make_quick_win()
    assert add(quick_win) == add(quick_win, alt="Lain")
    assert Entry.objects.filter(verb="quickwin.photo").count() == 1


def test_a_photo_that_cannot_be_stored_leaves_no_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    quick_win = make.make_quick_win()
    add(quick_win)
    kept = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(IntegrityError):  # a photo says in words what it shows
        add(quick_win, upload=jpeg(colour="#000000"), alt=" ")
    assert len(kept) == 3 and {path.name for path in tmp_path.rglob("*") if path.is_file()} == kept


def test_a_photo_is_removed_and_told_once() -> None:
    photo = add(make.make_quick_win())
    again = Photo.objects.get(pk=photo.pk)
    actions.remove_photo(photo, **WHO)
    actions.remove_photo(again, **WHO)
    assert Entry.objects.filter(verb="quickwin.photo_remove").count() == 1


def test_a_photo_of_a_sent_report_stays(client: Client) -> None:
    report = make.make_report(make.make_quick_win())
    photo = add(report.quick_win, report=report)
    names = [photo.file.name, photo.large.name, photo.small.name]
    actions.take_report_step(report, "send", **WHO)
    with pytest.raises(Refused, match="sudah dikirim"):
        actions.remove_photo(photo, **WHO)
    with pytest.raises(Refused, match="sudah dikirim"):
        add(report.quick_win, report=report, upload=jpeg(colour="#000000"))
    actions.take_report_step(report, "return", reason="Kabur", **WHO)
    client.force_login(make_person(report.quick_win.regency))
    assert "tidak dapat dikembalikan" in client.get(url("photo_remove", photo)).content.decode()
    assert client.post(url("photo_remove", photo)).status_code == 302
    assert not Photo.objects.exists()
    assert Entry.objects.latest("id").verb == "quickwin.photo_remove"
    assert all(
        default_storage.exists(name) for name in names
    )  # gone only once this is certain: this test never commits


def test_who_reads_sees_the_picture_and_only_who_keeps_it_takes_the_original(client: Client) -> None:
    quick_win = make.make_quick_win()
    photo = add(quick_win)
    allowed = {Role.OPERATOR: 200, Role.CONTRIBUTOR: 200, Role.HEAD: 403, Role.COUNCIL: 403}
    for role, status in allowed.items():
        client.force_login(make_person(quick_win.regency, role))
        page = client.get(url("photo", photo)).content.decode()
        assert "Kader menimbang balita" in page and ("Unduh berkas asli" in page) == (status == 200)
        shown = client.get(url("photo_picture", photo))
        assert shown["Content-Type"] == "image/jpeg" and "sandbox" in shown["Content-Security-Policy"]
        assert client.get(url("photo_original", photo)).status_code == status, role
        assert (client.post(url("photo_remove", photo)).status_code == 403) == (role in (Role.HEAD, Role.COUNCIL))
        if not Photo.objects.exists():
            photo = add(quick_win)
    original = client.get(url("photo_picture", photo) + "?besar")
    assert CAMERA.encode() not in original.getvalue()


def test_a_photo_of_a_draft_is_seen_by_who_reads_the_draft(client: Client) -> None:
    quick_win = make.make_quick_win(agency=make_agency(make_regency(), "DLH"))
    photo = add(quick_win, report=make.make_report(quick_win))
    for role, status in {Role.OPERATOR: 200, Role.HEAD: 200, Role.CONTRIBUTOR: 404, Role.COUNCIL: 404}.items():
        client.force_login(make_person(quick_win.regency, role))
        assert client.get(url("photo_picture", photo)).status_code == status, role
        page = client.get(reverse("quickwins:detail", args=[quick_win.pk])).content.decode()
        assert (url("photo_picture", photo) in page) == (status == 200)


def test_the_words_of_a_photo_are_changed_and_told() -> None:
    photo = add(make.make_quick_win())
    actions.describe_photo(photo, alt="Kader dan balita", taken_on=None, **WHO)
    assert Entry.objects.latest("id").before["alt"] == "Kader menimbang balita"
