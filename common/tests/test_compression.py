"""Pages are compressed for browsers that can read it; everything else passes as it is."""

from __future__ import annotations

import gzip

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from common.compression import CompressedPagesMiddleware

LONG = "<p>Pertanyaan dan jawaban.</p>" * 200


def passed(response: HttpResponseBase, accepts: str = "gzip, br") -> HttpResponseBase:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    return CompressedPagesMiddleware(lambda _request: response)(request)  # type: ignore[return-value]


def test_a_page_is_compressed_and_reads_the_same() -> None:
    found = passed(HttpResponse(LONG))
    assert isinstance(found, HttpResponse)
    assert found["Content-Encoding"] == "gzip"
    assert int(found["Content-Length"]) == len(found.content) < len(LONG) / 5
    assert gzip.decompress(found.content).decode() == LONG


def test_a_browser_that_cannot_read_it_gets_the_page_as_it_is() -> None:
    found = passed(HttpResponse(LONG), accepts="")
    assert "Content-Encoding" not in found
    assert isinstance(found, HttpResponse)
    assert found.content.decode() == LONG


def test_files_and_answers_to_scripts_pass_untouched() -> None:
    for response in (FileResponse([LONG.encode()], content_type="text/html"), JsonResponse({"sentence": LONG})):
        assert "Content-Encoding" not in passed(response)
