"""Files in pieces, by the tus protocol 1.0 (core, creation, termination, expiration); docs/uploads.md tells the rest."""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Callable
from functools import wraps
from typing import IO, Concatenate
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Actor, User
from common import virus_scan
from common.filegate import SENTENCES
from common.steps import Refused
from submissions.actions import evidence, uploads
from submissions.models import Evidence, Upload
from submissions.views.autosave import signed_out
from submissions.views.door import Visit, question, visit

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
MOST_PIECES = 4096
View = Callable[Concatenate[HttpRequest, ...], HttpResponse]


def speaks_tus(view: View) -> View:
    """Only for the signed in (401 otherwise, for scripts), never cached; OPTIONS tells what is spoken here."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not isinstance(request.user, User):
            response: HttpResponse = signed_out(request)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Tus-Version"], response["Tus-Max-Size"] = VERSION, str(settings.EVIDENCE_MAX_BYTES)
            response["Tus-Extension"] = "creation,termination,expiration"
        else:
            response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        return response

    return answer


@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def create(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> HttpResponse:
    """Begin a file. `Upload-Metadata` holds the browser's `id` and the file's `name`; the same id begins no second."""
    here = visit(request, pk)
    indicator, place = question(here, indicator_pk)
    if here.writer is None or here.writer.user is None or not here.may_attach(place):
        raise PermissionDenied
    if request.headers.get("Tus-Resumable") != VERSION:
        return _other_version()
    words = _metadata(request.headers.get("Upload-Metadata", ""))
    size = _number(request.headers.get("Upload-Length", ""))
    try:
        upload_id = UUID(words.get("id", ""))
    except ValueError:
        return _told(_("Kiriman ini tidak utuh. Muat ulang halaman."), 400)
    if size is None or not words.get("name") or "\0" in words["name"]:
        return _told(_("Kiriman ini tidak utuh. Muat ulang halaman."), 400)
    if fault := _size_fault(words["name"], size):
        return _told(fault, 413)
    try:
        found = uploads.begin(
            here.submission,
            indicator,
            here.writer.user,
            upload_id=upload_id,
            name=words["name"],
            size=size,
            at=here.at,
        )
    except Refused as reason:
        return _told(str(reason), 409)
    response = HttpResponse(status=201)
    response["Location"] = reverse("submissions:upload", args=[found.pk])
    return _with_place(response, found)


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "POST", "DELETE"])
@speaks_tus
def upload(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HEAD: how much has arrived. PATCH: the next piece. POST: judge and attach. DELETE: no longer wanted."""
    found = get_object_or_404(Upload.objects.select_related("submission__cycle", "indicator"), pk=pk, user=request.user)
    here = visit(request, found.submission_id)
    _indicator, place = question(here, found.indicator_id)
    if here.writer is None:
        raise PermissionDenied
    if request.headers.get("Tus-Resumable") != VERSION:
        return _other_version()
    if request.method == "HEAD":
        response = _with_place(HttpResponse(status=200), found)
        response["Upload-Length"] = str(found.size)
        return response
    if request.method == "DELETE":
        uploads.discard(found)
        return HttpResponse(status=204)
    if not here.may_attach(place):
        raise PermissionDenied
    if request.method == "PATCH":
        return _piece(request, here, found)
    return _finished(found, here, here.writer)


@never_cache
@require_POST
def known_file(request: HttpRequest, pk: UUID, indicator_pk: UUID) -> JsonResponse:
    """Whether the regency's library holds the file with this `sha256`; if so, it is attached to the question."""
    if not isinstance(request.user, User):
        return signed_out(request)
    here = visit(request, pk)
    indicator, place = question(here, indicator_pk)
    if here.writer is None or not here.may_attach(place):
        raise PermissionDenied
    rows = Evidence.objects.filter(regency_id=here.submission.regency_id, replaced_by=None)
    found = rows.filter(sha256=request.POST.get("sha256", "")).first()
    if found is None:
        return JsonResponse({"known": False})
    try:
        evidence.attach_known(here.submission, indicator, found, by=here.writer, at=here.at)
    except Refused as reason:
        return _told(str(reason), 409)
    return JsonResponse({"known": True, "name": found.name})


def _other_version() -> HttpResponse:
    response = HttpResponse(status=412)
    response["Tus-Version"] = VERSION
    return response


def _piece(request: HttpRequest, here: Visit, found: Upload) -> HttpResponse:
    offset = _number(request.headers.get("Upload-Offset", ""))
    if request.content_type != PIECE:
        return HttpResponse(status=415)
    if offset is None:
        return HttpResponse(status=400)
    if offset != found.offset or found.pieces >= MOST_PIECES:
        return _with_place(HttpResponse(status=409), found)
    with tempfile.TemporaryFile() as piece:
        length = _arrived(request, piece, most=found.size - offset)
        try:
            found = uploads.receive(found, piece, length=length, offset=offset, at=here.at)
        except uploads.OutOfStep:
            found.refresh_from_db()
            return _with_place(HttpResponse(status=409), found)
    return _with_place(HttpResponse(status=204), found)


def _arrived(request: HttpRequest, piece: IO[bytes], *, most: int) -> int:
    """Copy the body to disk as it comes; how many bytes did. What came before the network was cut counts."""
    length = 0
    try:
        while length <= most and (chunk := request.read(uploads.CHUNK)):
            length += len(chunk)
            piece.write(chunk)
    except (UnreadablePostError, OSError):
        length = piece.tell()
    piece.seek(0)
    return length


def _finished(found: Upload, here: Visit, writer: Actor) -> JsonResponse:
    try:
        found = uploads.finish(found, max_bytes=settings.EVIDENCE_MAX_BYTES, by=writer, at=here.at)
    except virus_scan.Unavailable as reason:
        response = _told(str(reason), 503)
        response["Retry-After"] = "30"
        return response
    except Refused as reason:
        return _told(str(reason), 409)
    return _told(found.fault, 422) if found.fault else JsonResponse({"name": found.name})


def _size_fault(name: str, size: int) -> str:
    most = settings.EVIDENCE_MAX_BYTES
    if size == 0:
        return str(SENTENCES["empty"]) % {"name": name}
    return str(SENTENCES["too_large"]) % {"name": name, "limit": f"{most / 1024**2:g}"} if size > most else ""


def _with_place(response: HttpResponse, found: Upload) -> HttpResponse:
    response["Upload-Offset"] = str(found.offset)
    response["Upload-Expires"] = http_date((found.touched_at + uploads.KEPT).timestamp())
    return response


def _told(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _metadata(header: str) -> dict[str, str]:
    """Pairs of a key and base64 text, separated by commas; what cannot be read is left out."""
    found = {}
    for pair in header.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
