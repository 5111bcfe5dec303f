"""One field of an answer saved by itself, as the browser sends it; and who else is writing."""

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

from accounts.models import User
from common.steps import Refused
from submissions import presence, rules, words
from submissions.actions import answers
from submissions.forms.answers import HIGHEST_VERSION, PARTS, columns_of, read_part, typed_of
from submissions.models import Answer
from submissions.queries import lacking
from submissions.queries.changes import who_changed
from submissions.queries.slots import Slot, slot_of


@dataclass(frozen=True)
class Sent:
    """What the browser sent: a field of a question, its text, and the version in which the person saw it."""

    sent_id: UUID
    indicator_pk: UUID
    part: str
    text: str
    base: int


@never_cache
@require_POST
def autosave(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Save one field; the same change sent twice counts once. Four queries, besides the borders of the transaction.

    401: signed out, or another person is signed in than the one who typed; 403: may not write this question any more;
    404; 409: closed, or this very field was changed by somebody else (both texts); 422: no answer.
    """
    sent, typist = _read(request)
    if sent is None:
        return _told(_("Kiriman ini tidak utuh. Muat ulang halaman."), 422)
    user = request.user
    if not isinstance(user, User) or str(user.pk) != typist:
        return signed_out(request)
    with transaction.atomic():
        try:
            answer = _saved(user, pk, sent)
        except answers.Overtaken:  # the lock is held by now: what is read from here on stays
            answer = _saved(user, pk, sent)
    if answer.status_code == 200:
        presence.mark(str(pk), str(sent.indicator_pk), user)
    return answer


@never_cache
@require_safe
def present(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Who is writing in the questions of a page, and a fresh token. `tiket` says which page this person was shown."""
    user = request.user
    shown = presence.shown(request.GET.get("tiket", ""))
    if not isinstance(user, User) or shown is None or shown.user != str(user.pk) or shown.submission != str(pk):
        return signed_out(request)
    here = request.GET.get("di", "")
    if here in shown.questions and shown.writes:
        presence.mark(str(pk), here, user)
    others = presence.others(shown)
    return JsonResponse({"token": get_token(request), "others": others})


def signed_out(request: HttpRequest) -> JsonResponse:
    """The session is gone, or belongs to somebody else: the browser asks to sign in, in place, with this token."""
    other = request.user.is_authenticated
    return JsonResponse({"token": get_token(request), "other": other}, status=401)


def _read(request: HttpRequest) -> tuple[Sent | None, str]:
    """The change, or None when something is missing; and the id of the person who typed it."""
    try:
        data: Any = json.loads(request.body)
        part, text, base = data["part"], data["text"], data["base"]
        ids = UUID(str(data["id"])), UUID(str(data["question"]))
        typist = str(data["user"])
    except (ValueError, KeyError, TypeError):
        return None, ""
    fits = part in PARTS and isinstance(text, str) and type(base) is int and 0 <= base <= HIGHEST_VERSION
    return (Sent(*ids, part, text, base) if fits else None), typist


def _saved(user: User, pk: UUID, sent: Sent) -> JsonResponse:
    slot = slot_of(user.pk, pk, sent.indicator_pk, sent.sent_id)
    if slot is None:
        return _told(_("Pertanyaan ini tidak ditemukan."), 404)
    by = rules.fills(user, slot.held, slot.hand_over)
    if by is None:
        return _told(_("Anda tidak dapat lagi mengisi pertanyaan ini."), 403)
    fields, error = read_part(sent.part, sent.text, slot.indicator)
    if error:
        return _told(error, 422)
    wanted = answers.Change(sent.sent_id, sent.base, fields)
    try:
        answer = answers.change(slot, wanted, by=by, at=timezone.now())
    except answers.Conflict as conflict:
        return _conflict(slot, conflict.current, sent)
    except Refused as reason:
        return _told(str(reason), 409)
    return JsonResponse(_state(slot, answer, sent))


def _state(slot: Slot, answer: Answer | None, sent: Sent) -> dict[str, Any]:
    """What stands now: the version of the field, and other fields that are younger than what the person saw."""
    if answer is None:
        return {"version": 0, "saved": "", "complete": False, "parts": {}}
    typed = typed_of(answer, slot.indicator)
    versions = {part: answers.version_of(answer, columns_of(part, slot.indicator)) for part in PARTS}
    own = read_part(sent.part, getattr(typed, sent.part), slot.indicator)[0]
    is_own = own == read_part(sent.part, sent.text, slot.indicator)[0]
    newer = [part for part in PARTS if versions[part] > sent.base and not (part == sent.part and is_own)]
    return {
        "version": versions[sent.part],
        "saved": words.saved(answer.changed_at, slot.submission.regency.timezone),
        "complete": not lacking(answer, slot.indicator),
        "parts": {part: {"text": getattr(typed, part), "version": versions[part]} for part in newer},
    }


def _conflict(slot: Slot, current: Answer, sent: Sent) -> JsonResponse:
    """Both texts, and who saved the other one when."""
    columns = columns_of(sent.part, slot.indicator)
    who, when = who_changed(current, columns)
    theirs = {
        "text": getattr(typed_of(current, slot.indicator), sent.part),
        "version": answers.version_of(current, columns),
        "who": who,
        "saved": words.saved(when, slot.submission.regency.timezone),
    }
    sentence = _("Isian ini sudah diubah orang lain sejak Anda membukanya.")
    return JsonResponse({"sentence": sentence, "mine": sent.text, "theirs": theirs}, status=409)


def _told(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)
