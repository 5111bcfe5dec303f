"""The emblem of a region: who sets it, what is taken, and that only its pixels are kept."""

from __future__ import annotations

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.models import Role
from accounts.tests.factories import make_person
from common.tests import corpus
from journal.models import Entry
from regencies.models import Emblem
from regencies.tests.factories import KUTAI, make_member, make_regency

pytestmark = pytest.mark.django_db

PAGE = "/daerah/64.01/lambang/"


def drawing(size: tuple[int, int] = (600, 300), kind: str = "PNG", mode: str = "RGBA") -> bytes:
    """A picture with a word of its maker in it."""
    out = io.BytesIO()
    told = PngInfo()
    told.add_text("Author", "rahasia pembuat")
    extra = {"pnginfo": told} if kind == "PNG" else {"comment": b"rahasia pembuat"}
    Image.new(mode, size).save(out, kind, **extra)
    return out.getvalue()


def hundred_megapixels() -> bytes:
    """A whole PNG of 10,000 by 10,000 white pixels in few bytes."""
    rows = zlib.compress((b"\0" + b"\xff" * 1250) * 10_000, 9)
    head = (10_000).to_bytes(4, "big") * 2 + b"\x01\0\0\0\0"
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks
    )


def sent(client: Client, data: bytes, name: str = "lambang.png") -> tuple[int, str]:
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(make_member(make_regency()))
    return client


def test_the_operator_sets_it_and_only_the_pixels_are_kept(operator: Client) -> None:
    assert "Belum ada lambang" in operator.get(PAGE).content.decode()
    assert operator.get("/daerah/64.01/lambang.png").status_code == 404
    assert sent(operator, drawing())[0] == 302
    shown = operator.get("/daerah/64.01/lambang.png")
    assert shown["Content-Type"] == "image/png"
    assert b"rahasia" not in shown.content
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.size, picture.mode) == ((400, 200), "RGBA")
    assert "lambang.png" in operator.get("/daerah/64.01/").content.decode()
    assert Entry.objects.get().verb == "emblem.set"
    assert sent(operator, drawing())[0] == 302  # the same again tells nothing
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
def test_a_photograph_of_it_is_made_a_png(operator: Client, mode: str) -> None:
    assert sent(operator, drawing((300, 900), "JPEG", mode), "lambang.jpg")[0] == 302
    with Image.open(io.BytesIO(Emblem.objects.get().picture)) as picture:
        assert (picture.format, picture.mode, picture.height) == ("PNG", "RGB", 400)


def test_what_is_no_fitting_picture_is_refused_in_words(operator: Client) -> None:
    bad = {
        "seratus.png": (hundred_megapixels(), "batasnya 64 megapiksel"),
        "raksasa.png": (corpus.huge_png(), "batasnya 64 megapiksel"),
        "berat.png": (corpus.picture("PNG", (1000, 900)), "lebih besar dari 2 MB"),
        "kecil.png": (drawing((90, 90)), "terlalu kecil"),
        "rusak.png": (drawing()[:-40], "terpotong"),
        "surat.pdf": (corpus.pdf(), "JPG atau PNG"),
        "vektor.png": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "gambar SVG"),
    }
    for name, (data, words) in bad.items():
        status, page = sent(operator, data, name)
        assert (name, status) == (name, 422)
        assert words in page, name
    assert operator.post(PAGE).status_code == 422
    assert not Emblem.objects.exists()


def test_it_is_taken_off_again_and_others_keep_their_hands_off(operator: Client) -> None:
    sent(operator, drawing())
    other = Client()
    other.force_login(make_member(make_regency(), Role.HEAD))
    assert "Pasang lambang" not in other.get(PAGE).content.decode()
    for address in (PAGE, f"{PAGE}lepas/"):
        assert other.post(address).status_code == 403
    other.force_login(make_member(make_regency(KUTAI)))
    for address in (PAGE, "/daerah/64.01/lambang.png"):
        assert other.get(address).status_code == 404
    other.force_login(make_person(Role.SECRETARIAT))
    assert sent(other, drawing((300, 300)))[0] == 302
    assert operator.post(f"{PAGE}lepas/").status_code == 302
    assert not Emblem.objects.exists()
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["emblem.set", "emblem.set", "emblem.remove"]
