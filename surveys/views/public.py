"""The public page of a survey: no account, no name, no script needed. And the same page at a kiosk."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.public_limit import too_many
from common.steps import Refused
from surveys.actions import responses as actions
from surveys.forms import answers
from surveys.forms.answers import Sheet
from surveys.models import Programme, Survey, SurveyPart
from surveys.queries import asked_of

COOKIE = "survei"
COOKIE_AGE = 120 * 24 * 3600  # seconds: longer than any survey is open
FROM_ONE_ADDRESS = 60  # answers to one part on one day; more are held until somebody has looked
DAY = 24 * 3600
BACK_AFTER = 8  # seconds until a kiosk shows the next empty form


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, code: str, pillar: str) -> HttpResponse:
    """The statements of one pillar, on a phone. One answer for each device."""
    if too_many(request, "survey.send" if request.method == "POST" else "survey.open"):
        return _said(request, "busy", 429)
    part = _part(code, pillar)
    if part is None or part.survey.state != Survey.State.OPEN:
        return _said_shut(request, part.survey if part else None)
    device = request.COOKIES.get(COOKIE, "")
    if actions.answered(part, device):
        return _said(request, "again", 200 if request.method != "POST" else 409, part=part)
    asked = asked_of(part)
    if request.method != "POST":
        return _with_device(_page(request, part, answers.sheet(asked, {})), request, code)
    sheet = answers.read(asked, request.POST.dict())
    if sheet.given is None:
        return _page(request, part, sheet, status=422)
    if not device:  # the browser does not keep it: without it nobody could tell the second answer from the first
        return _with_device(_page(request, part, sheet, without_cookies=True, status=422), request, code)
    is_held = too_many(request, f"survey.part.{part.pk}", requests=FROM_ONE_ADDRESS, period=DAY)
    try:
        actions.receive(part, sheet.given, device=device, is_held=is_held, at=timezone.now())
    except actions.Again:
        return _said(request, "again", 409, part=part)
    except Refused as reason:
        return _page(request, part, sheet, refused=str(reason), status=409)
    return redirect("surveys:done", code, pillar)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, code: str, pillar: str) -> HttpResponse:
    """The same page at a counter, for one respondent after another: each has a slip with a single-use code."""
    if too_many(request, "survey.kiosk"):
        return _said(request, "busy", 429)
    part = _part(code, pillar)
    if part is None or part.survey.state != Survey.State.OPEN:
        return _said_shut(request, part.survey if part else None)
    asked = asked_of(part)
    if request.method != "POST":
        return _page(request, part, answers.sheet(asked, {}), is_kiosk=True)
    sheet = answers.read(asked, request.POST.dict())
    if sheet.given is None:
        return _page(request, part, sheet, is_kiosk=True, status=422)
    try:
        actions.receive_at_kiosk(part, sheet.given, code=sheet.code, at=timezone.now())
    except actions.BadCode as reason:
        sheet.code_error = str(reason)
        return _page(request, part, sheet, is_kiosk=True, status=422)
    except Refused as reason:
        return _page(request, part, sheet, is_kiosk=True, refused=str(reason), status=409)
    return redirect("surveys:kiosk_done", code, pillar)


@never_cache
@require_safe
def done(request: HttpRequest, code: str, pillar: str, *, is_kiosk: bool = False) -> HttpResponse:
    """Thanks. At a kiosk the page goes back to an empty form by itself."""
    part = _part(code, pillar)
    if part is None:
        return _said(request, "unknown", 404)
    again = reverse("surveys:kiosk", args=[code, pillar]) if is_kiosk else ""
    page = _said(request, "thanks", 200, part=part, again=again)
    if again:
        page["Refresh"] = f"{BACK_AFTER}; url={again}"
    return page


@never_cache
@require_safe
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The whole survey at one short address: which pillar one knows something about."""
    if too_many(request, "survey.open"):
        return _said(request, "busy", 429)
    survey = Survey.objects.select_related("submission__regency").filter(code=code).first()
    if survey is None or survey.state != Survey.State.OPEN:
        return _said_shut(request, survey)
    named = survey.parts.filter(Exists(Programme.objects.filter(part=OuterRef("pk")).exclude(name="")))
    named = named.select_related("pillar").order_by("pillar__order")
    context = {"survey": survey, "regency": survey.submission.regency, "parts": named}
    return render(request, "surveys/public/door.html", context)


def _part(code: str, pillar: str) -> SurveyPart | None:
    related = ("pillar", "survey__submission__regency", "survey__submission__instrument")
    rows = SurveyPart.objects.select_related(*related)
    found: SurveyPart | None = rows.filter(survey__code=code, pillar=pillar).first()
    return found


def _said_shut(request: HttpRequest, survey: Survey | None) -> HttpResponse:
    """Why nothing can be answered at this address."""
    if survey is None or survey.state == Survey.State.OPEN:
        return _said(request, "unknown", 404)
    return _said(request, survey.state, 410 if survey.state == Survey.State.CLOSED else 403)


def _page(request: HttpRequest, part: SurveyPart, sheet: Sheet, *, status: int = 200, **words: Any) -> HttpResponse:
    context = {"part": part, "regency": part.survey.submission.regency, "sheet": sheet} | words
    return render(request, "surveys/public/form.html", context, status=status)


def _said(request: HttpRequest, what: str, status: int, **words: Any) -> HttpResponse:
    return render(request, "surveys/public/said.html", {"what": what} | words, status=status)


def _with_device(response: HttpResponse, request: HttpRequest, code: str) -> HttpResponse:
    """The response with a random token for this browser, sent back under the addresses of this survey alone."""
    if COOKIE not in request.COOKIES:
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(16),
            max_age=COOKIE_AGE,
            path=reverse("surveys:door", args=[code]),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
