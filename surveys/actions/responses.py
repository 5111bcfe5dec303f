"""What respondents say comes in; what is odd about it is kept or set aside, never deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.clock import local
from common.steps import Refused
from pillars.models import Indicator
from surveys.actions.surveys import closed, lock, tell
from surveys.models import Code, CodeBatch, PartExcuse, Response, Score, Survey, SurveyPart
from surveys.queries import flags_of, with_twice
from surveys.queries.standing import standing_of
from surveys.scoring import is_blind, is_flat

Channel, Verdict = Response.Channel, Response.Verdict


@dataclass(frozen=True)
class Given:
    """What one respondent said: a number or None ("do not know") by statement, blank ones left out; and by sub-pillar
    whether the programme is known. `asked`: how many statements there were."""

    scores: Mapping[Indicator, int | None]
    asked: int
    knows: Mapping[str, bool] = field(default_factory=dict)


class Again(Refused):
    """This device has answered this part before."""


class BadCode(Refused):
    """The code is unknown, of another part or used up."""


@transaction.atomic
def receive(part: SurveyPart, given: Given, *, device: str, is_held: bool, at: datetime) -> Response:
    """An answer by link. `device` is the browser's random token; only its hash is kept.

    Raises `Again` for a device that has answered this part, `Refused` unless the survey is open. Nothing of it is told
    to the journal: the row is the record, and an instant beside it would tell who was there when.
    """
    survey = require(part, (Survey.State.OPEN,))
    row = row_of(survey, part, given, Channel.LINK, at)
    row.device, row.is_held = device_hash(survey, device), is_held
    try:
        with transaction.atomic():
            return store(row, given)
    except IntegrityError:
        raise Again(_("Perangkat ini sudah mengirim jawaban untuk survei ini.")) from None


@transaction.atomic
def receive_at_kiosk(part: SurveyPart, given: Given, *, code: str, at: datetime) -> Response:
    """An answer at a kiosk, with a single-use code. Raises `BadCode`, and `Refused` unless the survey is open."""
    survey = require(part, (Survey.State.OPEN,))
    use(part, code, CodeBatch.Purpose.KIOSK)
    return store(row_of(survey, part, given, Channel.KIOSK, at), given)


def device_hash(survey: Survey, device: str) -> str:
    """How a device is known within this survey alone. `survey` still has its salt."""
    return hashlib.blake2b(device.encode(), key=bytes.fromhex(survey.salt), digest_size=32).hexdigest()


def answered(part: SurveyPart, device: str) -> bool:
    """Whether this device has answered this part. No query for one without a token."""
    if not device or not part.survey.salt:
        return False
    return Response.objects.filter(part=part, device=device_hash(part.survey, device)).exists()


def require(part: SurveyPart, states: Collection[str]) -> Survey:
    """The survey, locked, in one of these states."""
    survey = lock(part.survey)
    if survey.state == Survey.State.CLOSED:
        raise Refused(closed())
    if survey.state not in states:
        raise Refused(_("Survei ini sedang tidak menerima jawaban."))
    return survey


def row_of(survey: Survey, part: SurveyPart, given: Given, channel: str, at: datetime) -> Response:
    """A response with what is worked out from its scores; not stored yet."""
    numbers = [value for value in given.scores.values() if value is not None]
    by_programme: dict[str, list[int]] = {}
    for indicator, value in given.scores.items():
        if value is not None:
            by_programme.setdefault(str(indicator.sub_pillar_id), []).append(value)
    return Response(
        part=part,
        channel=channel,
        day=day_of(survey, at),
        knows=dict(given.knows),
        given=len(numbers),
        is_flat=is_flat(numbers, given.asked),
        is_blind=is_blind(by_programme, given.knows),
    )


def store(row: Response, given: Given) -> Response:
    """Store a response with its scores."""
    row.save(force_insert=True)
    Score.objects.bulk_create(
        Score(response=row, indicator=indicator, value=value) for indicator, value in given.scores.items()
    )
    return row


def use(part: SurveyPart, code: str, purpose: str) -> str:
    """Use the code up; returns it in its plain form. Raises `BadCode`, also when a workbook brought it in as a number."""
    plain = "".join(code.split()).replace("-", "").lower()
    rows = Code.objects.filter(batch__part=part, batch__purpose=purpose, code=plain, is_used=False)
    if not rows.update(is_used=True) or Response.objects.filter(part=part, label=plain).exists():
        raise BadCode(_("Kode ini tidak dikenal atau sudah dipakai."))
    return plain


def day_of(survey: Survey, at: datetime) -> date:
    """The day on the region's calendar."""
    return local(at, survey.submission.regency.timezone).date()


@transaction.atomic
def decide(survey: Survey, responses: Sequence[UUID], *, verdict: str, reason: str, by: Actor, at: datetime) -> int:
    """Keep these responses although they are flagged, or set them aside; returns how many changed.

    The later word counts. Raises `Refused` without a reason, or for none.
    """
    locked = lock(survey)
    if not reason.strip():
        raise Refused(_("Tuliskan alasannya."))
    rows = list(with_twice(Response.objects.filter(part__survey=locked, pk__in=responses)))
    if not rows:
        raise Refused(_("Pilih jawaban yang diputuskan."))
    for row in rows:
        row.verdict, row.reason, row.decided_at, row.decided_by = verdict, reason.strip(), at, by.user
        row.kept_for = " ".join(flags_of(row)) if verdict == Verdict.KEPT else ""
    Response.objects.bulk_update(rows, ["verdict", "reason", "decided_at", "decided_by", "kept_for"])
    verb = "survey.keep" if verdict == Verdict.KEPT else "survey.set_aside"
    tell(verb, locked, by=by, at=at, after={"count": len(rows), "responses": [row.pk for row in rows]}, reason=reason)
    return len(rows)


@transaction.atomic
def excuse(part: SurveyPart, flag: str, *, reason: str, by: Actor, at: datetime) -> PartExcuse:
    """Say why a part or programme may stand although it is flagged; `flag` is the key of a `Flag`.

    Said again, the later word counts. Raises `Refused` without a reason, or for a flag that does not stand.
    """
    locked = lock(part.survey)
    found = next((row for row in standing_of(locked, part.pillar_id)[0].flags if row.key == flag), None)
    if found is None:
        raise Refused(_("Tanda ini tidak ada lagi."))
    if not reason.strip():
        raise Refused(_("Tuliskan alasannya."))
    row, _new = PartExcuse.objects.update_or_create(
        part=part,
        flag=found.code,
        sub_pillar=found.programme.sub_pillar if found.programme else None,
        defaults={"reason": reason.strip(), "at": at, "by": by.user},
    )
    after = {"pillar": part.pillar.name_id, "flag": found.code, "name": str(found.programme or "")}
    tell("survey.excuse", locked, by=by, at=at, after=after, reason=reason)
    return row
