"""What a browser fetches to show a page for the first time, with nothing kept from before: at most 150 kB.

Styles, scripts, pictures and fonts count as the server hands them out in production: compressed once when they are
collected, fonts as they are. The page itself counts as it came over the wire.
"""

from __future__ import annotations

from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Response

from accounts.models import Actor, Role, User
from pillars.models import Dimension, Indicator
from submissions.actions.evidence import attach
from submissions.models import Submission
from submissions.queries.cases import NEWEST
from submissions.tests import factories as make
from tests.test_answering_offline import path

pytestmark = [pytest.mark.django_db(transaction=True)]
MOST = 150_000  # bytes
QUESTIONS, FILES = 12, 10
KINDS = ("yes_no", "count", "percent", "text")


@pytest.fixture
def submission() -> Submission:
    asked = [(f"q.{n}", Dimension.BASELINE, None, KINDS[n % len(KINDS)], "") for n in range(QUESTIONS)]
    return make.make_submission(instrument=make.make_instrument(asked))


@pytest.fixture
def person(submission: Submission) -> User:
    person = make.make_member(submission.regency, name="Operator Contoh")
    first = make.indicators(submission)[0]
    by = Actor(person, Role.OPERATOR)
    for n in range(FILES):
        file = make.pdf(f"laporan-{n}.pdf", extra=str(n).encode())
        evidence = attach(submission, first, file, max_bytes=10**6, by=by, at=timezone.now()).evidence
        for indicator in make.indicators(submission)[1:]:
            _link(submission, indicator, evidence)
    return person


def _link(submission: Submission, indicator: Indicator, evidence: Any) -> None:
    at = timezone.now()
    answer, _made = submission.answers.get_or_create(indicator=indicator, defaults={"version": 0, "changed_at": at})
    answer.attachments.create(evidence=evidence, added_at=at)


def weighed(response: Response) -> int:
    """Bytes of one answer as they travel."""
    if "/static/" not in response.url:
        return response.request.sizes()["responseBodySize"]
    body = response.body()
    return len(body) if response.url.endswith(".woff2") else len(brotli.compress(body))


@pytest.mark.parametrize("place", ["answering", "home"])
def test_the_first_view_is_light(
    place: str,
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
    client: Client,
    submission: Submission,
    person: User,
) -> None:
    with browser.new_context(**browser_context_args, base_url=live_server.url) as context:
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        found: list[Response] = []
        page.on("response", lambda response: found.append(response))
        page.goto(path(submission) if place == "answering" else "/", wait_until="networkidle")
        if place == "answering":
            assert page.locator(".file-name").count() == QUESTIONS * NEWEST
        weights = {response.url: weighed(response) for response in found}
    assert any(url.endswith(".woff2") for url in weights)
    assert sum(weights.values()) <= MOST, weights
