"""Evidence on an S3 server over HTTP: upload in pieces, gate, download, preview, a new version."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import boto3
import environ
import pytest
from botocore.exceptions import BotoCoreError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from common import children
from jobs import actions as jobs
from jobs.models import Job
from smartcity import environment
from submissions.models import Attachment, Evidence, Submission
from submissions.tests.factories import PDF, indicators, make_member, make_submission, pdf
from submissions.tests.test_uploads import begin, send, sent
from tests.services import free_port

pytestmark = pytest.mark.django_db
WORDS = {
    "MEDIA_S3_BUCKET": "berkas",
    "MEDIA_S3_KEY": "kunci",
    "MEDIA_S3_SECRET": "rahasia",
    "MEDIA_S3_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server with an empty bucket."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "moto.server", "--port", str(port)]
    process = children.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                s3(address).create_bucket(Bucket="berkas")
                break
            except BotoCoreError:
                assert process.poll() is None and time.monotonic() < deadline, "the S3 server did not start"
                time.sleep(0.2)
        yield address
    finally:
        children.stop([process])


def s3(address: str) -> Any:
    return boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="kunci", aws_secret_access_key="rahasia", region_name="us-east-1"
    )


def names(address: str, folder: str) -> list[str]:
    rows = s3(address).list_objects_v2(Bucket="berkas", Prefix=folder).get("Contents", [])
    return [row["Key"] for row in rows]


@pytest.fixture
def submission(server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Submission:
    for name, value in (WORDS | {"MEDIA_S3_ENDPOINT": server}).items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": environment.files(environ.Env())}
    return make_submission()


def test_a_file_goes_the_whole_way_on_an_s3_server(
    client: Client, submission: Submission, server: str, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(make_member(submission.regency))
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(client, submission, PDF).status_code == 200
    row = Attachment.objects.select_related("evidence").get()
    assert names(server, "evidence/") == [row.evidence.file.name]
    assert names(server, "uploads/") == []
    assert client.get(reverse("submissions:evidence", args=[submission.pk, row.pk])).getvalue() == PDF
    page = reverse("submissions:evidence_preview", args=[submission.pk, row.pk])
    assert "sedang disiapkan" in client.get(page).content.decode()
    jobs.run(str(Job.objects.get().pk))
    assert "<img" in client.get(page).content.decode()
    picture = client.get(reverse("submissions:evidence_picture", args=[submission.pk, row.pk]))
    assert picture.getvalue().startswith(b"\xff\xd8\xff")
    assert len(names(server, "previews/")) == 2


def test_a_file_of_several_megabytes_is_put_together_from_its_pieces(
    client: Client, submission: Submission, server: str, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(make_member(submission.regency))
    data = PDF + b"\0" * 3_000_000
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(client, submission, data).status_code == 200
    assert Evidence.objects.get().file.open("rb").read() == data


def test_pieces_wait_on_the_server_and_a_bad_file_leaves_none(
    client: Client, submission: Submission, server: str, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(make_member(submission.regency))
    before = names(server, "evidence/")
    with django_capture_on_commit_callbacks(execute=True):
        address = begin(client, submission, 20, name="palsu.pdf")["Location"]
        send(client, address, b"x" * 10, 0)
        assert len(names(server, "uploads/")) == 1
        send(client, address, b"x" * 10, 10)
        assert client.post(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 422
    assert names(server, "uploads/") == []
    assert names(server, "evidence/") == before


def test_the_plain_form_stores_there_too(client: Client, submission: Submission, server: str) -> None:
    client.force_login(make_member(submission.regency))
    address = reverse("submissions:evidence_add", args=[submission.pk, indicators(submission)[1].pk])
    assert client.post(address, {"file": pdf(extra=b"formulir")}).status_code == 302
    assert Evidence.objects.get().file.name in names(server, "evidence/")
