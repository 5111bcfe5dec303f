"""Files in pieces: the protocol, who may, what is left behind, and the gate at the end."""

from __future__ import annotations

import base64
import hashlib
import tracemalloc
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Role
from common.tests.corpus_lists import BAD
from journal.models import Entry
from submissions import tasks
from submissions.models import Attachment, Evidence, Submission, Upload
from submissions.tests.factories import (
    PDF,
    hand_to,
    indicators,
    make_agency,
    make_member,
    make_regency,
    make_submission,
)

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def submission(media: Path) -> Submission:
    return make_submission()


@pytest.fixture
def operator(client: Client, submission: Submission) -> Client:
    client.force_login(make_member(submission.regency))
    return client


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def begin(
    client: Client,
    submission: Submission,
    size: int = len(PDF),
    *,
    name: str = "laporan.pdf",
    upload_id: uuid.UUID | None = None,
    place: int = 1,
) -> Any:
    address = reverse("submissions:upload_new", args=[submission.pk, indicators(submission)[place].pk])
    words = f"id {coded(str(upload_id or uuid.uuid4()))},name {coded(name)}"
    return client.post(address, headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": words})


def send(client: Client, address: str, piece: bytes, offset: int) -> Any:
    kind = "application/offset+octet-stream"
    return client.patch(address, piece, content_type=kind, headers={**TUS, "Upload-Offset": str(offset)})


def finish(client: Client, address: str) -> Any:
    return client.post(address, headers=TUS)


def sent(client: Client, submission: Submission, data: bytes, **options: Any) -> Any:
    """The whole way in three pieces."""
    address = begin(client, submission, len(data), **options)["Location"]
    third = len(data) // 3 + 1
    for offset in range(0, len(data), third):
        assert send(client, address, data[offset : offset + third], offset).status_code == 204
    return finish(client, address)


def pieces(media: Path) -> list[str]:
    return sorted(path.name for path in (media / "uploads").glob("*"))


def test_a_file_in_three_pieces_arrives_whole_and_leaves_no_piece(
    operator: Client, submission: Submission, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(operator, submission, PDF).json() == {"name": "laporan.pdf"}
    evidence = Attachment.objects.get().evidence
    assert evidence.file.read() == PDF
    assert evidence.sha256 == hashlib.sha256(PDF).hexdigest()
    assert pieces(media) == []
    assert Entry.objects.filter(verb="evidence.add").count() == 1


def test_the_limits_are_told_before_and_kept(operator: Client, submission: Submission, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    address = reverse("submissions:upload_new", args=[submission.pk, indicators(submission)[1].pk])
    told = operator.options(address)
    assert told.status_code == 204
    assert (told["Tus-Version"], told["Tus-Max-Size"]) == ("1.0.0", "1000")
    assert told["Tus-Extension"] == "creation,termination,expiration"
    refused = begin(operator, submission, 1001)
    assert refused.status_code == 413
    assert "lebih besar" in refused.json()["sentence"]
    assert begin(operator, submission, 0).status_code == 413
    assert begin(operator, submission, 1000).status_code == 201


def test_a_double_or_unclear_upload_of_one_id_begins_once_and_keeps_its_place(
    operator: Client, submission: Submission
) -> None:
    upload_id = uuid.uuid4()
    first = begin(operator, submission, upload_id=upload_id)
    send(operator, first["Location"], PDF[:10], 0)
    again = begin(operator, submission, upload_id=upload_id)
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (201, first["Location"], "10")
    assert Upload.objects.count() == 1
    assert begin(operator, submission, 7, upload_id=upload_id).status_code == 409


def test_a_piece_that_does_not_join_is_refused_with_the_right_place(operator: Client, submission: Submission) -> None:
    address = begin(operator, submission)["Location"]
    assert send(operator, address, PDF[:100], 0)["Upload-Offset"] == "100"
    for offset in (0, 99, 101):
        conflict = send(operator, address, PDF[offset:200], offset)
        assert (conflict.status_code, conflict["Upload-Offset"]) == (409, "100")
    assert send(operator, address, PDF[100:] + b"zu viel", 100).status_code == 409
    head = operator.head(address, headers=TUS)
    assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "100", str(len(PDF)))
    assert "no-store" in head["Cache-Control"]
    assert "Upload-Expires" in head


def test_what_is_not_the_protocol_is_refused(operator: Client, submission: Submission) -> None:
    address = begin(operator, submission)["Location"]
    assert operator.head(address).status_code == 412
    assert operator.patch(address, b"x", content_type="text/plain", headers=TUS).status_code == 415
    assert send(operator, address, b"x", -1).status_code == 400
    new = reverse("submissions:upload_new", args=[submission.pk, indicators(submission)[1].pk])
    for words in ("", "id x,name eA==", f"id {coded(str(uuid.uuid4()))}", f"id {coded(str(uuid.uuid4()))},name %"):
        headers = {**TUS, "Upload-Length": "9", "Upload-Metadata": words}
        assert operator.post(new, headers=headers).status_code == 400
    assert finish(operator, address).status_code == 409


def test_finishing_twice_attaches_once(operator: Client, submission: Submission) -> None:
    address = begin(operator, submission)["Location"]
    send(operator, address, PDF, 0)
    assert [finish(operator, address).status_code for _turn in range(2)] == [200, 200]
    assert Attachment.objects.count() == 1
    assert send(operator, address, b"x", len(PDF)).status_code == 409


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_stays(
    operator: Client,
    submission: Submission,
    media: Path,
    name: str,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    data = BAD[name][1]()
    begun = begin(operator, submission, len(data), name=name)
    if BAD[name][0] in ("empty", "too_large"):
        assert begun.status_code == 413
        assert begun.json()["sentence"]
        return
    with django_capture_on_commit_callbacks(execute=True):
        send(operator, begun["Location"], data, 0)
        refused = finish(operator, begun["Location"])
    assert refused.status_code == 422
    assert refused.json()["sentence"] == Upload.objects.get().fault != ""
    assert not Evidence.objects.exists()
    assert pieces(media) == []


def test_a_silent_scanner_keeps_the_pieces_until_it_answers(
    operator: Client,
    submission: Submission,
    media: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    address = begin(operator, submission)["Location"]
    send(operator, address, PDF, 0)
    waiting = finish(operator, address)
    assert waiting.status_code == 503
    assert "Pemindai virus" in waiting.json()["sentence"]
    assert pieces(media) and not Evidence.objects.exists()
    settings.CLAMD_URL = ""
    with django_capture_on_commit_callbacks(execute=True):
        assert finish(operator, address).status_code == 200
    assert Evidence.objects.get().file.read() == PDF
    assert pieces(media) == []


def test_a_file_no_longer_wanted_goes_with_its_pieces(
    operator: Client, submission: Submission, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    address = begin(operator, submission)["Location"]
    send(operator, address, PDF[:100], 0)
    assert len(pieces(media)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert operator.delete(address, headers=TUS).status_code == 204
    assert pieces(media) == []
    assert operator.head(address, headers=TUS).status_code == 404


def test_a_cut_upload_leaves_nothing_after_seven_days(
    operator: Client, submission: Submission, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    address = begin(operator, submission)["Location"]
    send(operator, address, PDF[:100], 0)
    tasks.expire_uploads()
    assert Upload.objects.count() == 1
    Upload.objects.update(touched_at=timezone.now() - timedelta(days=7, seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.expire_uploads()
    assert not Upload.objects.exists()
    assert pieces(media) == []


def test_a_window_that_closed_in_between_refuses_and_keeps_the_pieces(operator: Client, submission: Submission) -> None:
    address = begin(operator, submission)["Location"]
    send(operator, address, PDF, 0)
    Submission.objects.update(state="handed_in", handed_in_at=timezone.now())
    assert finish(operator, address).status_code == 409
    Submission.objects.update(state="filling", handed_in_at=None)
    assert finish(operator, address).status_code == 200


def test_only_those_who_write_the_question_send_a_file(
    client: Client, operator: Client, submission: Submission
) -> None:
    address = begin(operator, submission)["Location"]
    colleague = make_member(submission.regency)
    agency = make_agency(submission.regency)
    hand_to(submission, indicators(submission)[1], agency)
    expected = {
        make_member(submission.regency, Role.HEAD): 403,
        make_member(submission.regency, Role.COUNCIL): 404,
        make_member(make_regency("64.02")): 404,
        make_member(submission.regency, Role.CONTRIBUTOR, agency=agency): 201,
    }
    for person, status in expected.items():
        client.force_login(person)
        assert begin(client, submission).status_code == status
        assert client.head(address, headers=TUS).status_code == 404
    assert begin(client, submission, place=0).status_code == 404
    client.force_login(colleague)
    assert send(client, address, PDF, 0).status_code == 404
    client.logout()
    assert begin(client, submission).status_code == 401


def test_a_file_of_the_library_is_linked_by_its_hash_and_a_neighbours_is_unknown(
    client: Client, operator: Client, submission: Submission
) -> None:
    sent(operator, submission, PDF)
    words = {"sha256": hashlib.sha256(PDF).hexdigest()}
    address = reverse("submissions:known_file", args=[submission.pk, indicators(submission)[2].pk])
    assert operator.post(address, {"sha256": "0" * 64}).json() == {"known": False}
    for _turn in range(2):
        assert operator.post(address, words).json() == {"known": True, "name": "laporan.pdf"}
    assert (Evidence.objects.count(), Attachment.objects.count()) == (1, 2)
    own = make_submission(cycle=submission.cycle, regency=make_regency("64.02"))
    client.force_login(make_member(own.regency))
    neighbour = reverse("submissions:known_file", args=[own.pk, indicators(own)[2].pk])
    assert client.post(neighbour, words).json() == {"known": False}
    assert client.post(address, words).status_code == 404


def test_memory_does_not_grow_with_the_file(operator: Client, submission: Submission, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 64 * 1024 * 1024
    size, step = 24 * 1024 * 1024, 4 * 1024 * 1024
    address = begin(operator, submission, size)["Location"]
    for offset in range(0, size, step):
        send(operator, address, b"x" * step, offset)
    tracemalloc.start()
    refused = finish(operator, address)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.status_code == 422
    assert peak < 4 * 1024 * 1024
