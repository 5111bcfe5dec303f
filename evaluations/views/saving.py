"""One mark saved by itself, as the browser sends it; and whether the browser's session still stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Actor, Role, User
from common.printable import printable
from common.steps import Refused
from evaluations import words
from evaluations.actions import slots
from evaluations.actions.given import Conflict, Given, digest, given_of
from evaluations.forms import form_value, no_mark, no_mark_yet, read_mark, too_long
from evaluations.queries.slots import Slot, slot_of
from submissions.views.autosave import signed_out

PARTS = ("mark", "reason")


@dataclass(frozen=True)
class Sent:
    """What the browser sent: a part of a mark, its text, and that part as the person saw it (of a reason, its hash)."""

    sent_id: UUID
    indicator_pk: UUID
    part: str
    text: str
    base: str


@never_cache
@require_POST
def save(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Save one mark or its reason; the same change sent twice counts once. Four queries, besides the transaction's.

    401: signed out, or another person is signed in than the one who marked; 404: not this person's seat; 409: closed, or
    changed in another window (what stands there); 422: no mark.
    """
    sent, typist = _read(request)
    if sent is None:
        return _told(_("Kiriman ini tidak utuh. Muat ulang halaman."), 422)
    user = request.user
    if not isinstance(user, User) or str(user.pk) != typist:
        return signed_out(request)
    with transaction.atomic():
        try:
            return _saved(user, pk, sent)
        except slots.Overtaken:  # the lock is held by now: what is read from here on stays
            return _saved(user, pk, sent)


@never_cache
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """A fresh token for the person `orang`; 401 when nobody or somebody else is signed in."""
    if str(request.user.pk) != request.GET.get("orang", ""):
        return signed_out(request)
    return JsonResponse({"token": get_token(request)})


def _read(request: HttpRequest) -> tuple[Sent | None, str]:
    """The change, or None when something is missing; and the id of the person who marked."""
    try:
        data: Any = json.loads(request.body)
        part, text, base = data["part"], data["text"], data["base"]
        ids = UUID(str(data["id"])), UUID(str(data["question"]))
        typist = str(data["user"])
    except (ValueError, KeyError, TypeError):
        return None, ""
    fits = part in PARTS and isinstance(text, str) and isinstance(base, str)
    return (Sent(*ids, part, text, base) if fits else None), typist


def _saved(user: User, pk: UUID, sent: Sent) -> JsonResponse:
    slot = slot_of(user.pk, pk, sent.indicator_pk, sent.sent_id)
    if slot is None:
        return _told(_("Pertanyaan ini tidak ditemukan."), 404)
    now = given_of(slot.mark)
    wanted, error = _wanted(now, sent)
    if error or wanted is None:
        return _told(error, 422)
    change = slots.Change(sent.sent_id, wanted, _version(now, sent.part) == sent.base)
    try:
        at = timezone.now()
        stands = slots.change(slot, change, by=Actor(user, Role.ASSESSOR), at=at)
    except Conflict:
        return _conflict(slot, now, sent)
    except Refused as reason:
        return _told(str(reason), 409)
    parts = {"reason": {"text": "", "version": ""}} if stands.is_blank else {}
    if _version(stands, sent.part) != _version(wanted, sent.part):  # saved before, and changed since
        parts[sent.part] = {"text": _text(stands, sent.part), "version": _version(stands, sent.part)}
    saved_at = at if stands != now or slot.mark is None else slot.mark.changed_at
    return JsonResponse(
        {
            "version": _version(stands, sent.part),
            "saved": "" if stands.is_blank else words.saved(saved_at, slot.seat.submission.regency.timezone),
            "complete": not stands.is_blank,
            "parts": parts,
        }
    )


def _wanted(now: Given, sent: Sent) -> tuple[Given | None, str]:
    """The mark as it shall be, the other part as it stands; or what is wrong with what was sent."""
    if sent.part == "mark":
        return read_mark(sent.text, now.reason), "" if read_mark(sent.text, None) else no_mark(sent.text)
    reason = printable(sent.text).strip()
    if now.is_blank and reason:
        return None, no_mark_yet()
    return Given(now.value, now.not_applicable, now.abstained, reason), too_long(reason)


def _version(given: Given, part: str) -> str:
    """A part as a page carries it: a mark as a form sends it, a reason by its hash."""
    return form_value(given) if part == "mark" else digest(given.reason or "")


def _text(given: Given, part: str) -> str:
    return form_value(given) if part == "mark" else given.reason or ""


def _conflict(slot: Slot, now: Given, sent: Sent) -> JsonResponse:
    """Both texts; the other one was saved by the same person in another window."""
    at = slot.mark.changed_at if slot.mark else timezone.now()
    theirs = {
        "text": _text(now, sent.part),
        "version": _version(now, sent.part),
        "who": _("Anda, di jendela lain"),
        "saved": words.saved(at, slot.seat.submission.regency.timezone),
    }
    sentence = _("Nilai ini sudah diubah di jendela lain sejak halaman ini dibuka.")
    return JsonResponse({"sentence": sentence, "mine": sent.text, "theirs": theirs}, status=409)


def _told(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)
