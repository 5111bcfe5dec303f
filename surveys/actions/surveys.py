"""A survey: prepared, its programmes named, opened, paused, closed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused, take
from journal import actions as journal
from journal.models import Audience
from regencies.models import Agency
from submissions.models import Submission
from surveys.models import Programme, Survey, SurveyPart
from surveys.queries import statements_of
from surveys.workflow import SURVEY_STEPS

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of codes: none that is mistaken for another on paper."""


@dataclass(frozen=True)
class About:
    """What the region says about a programme."""

    name: str = ""
    agency: Agency | None = None
    users: int | None = None


def random_code(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(length))


@transaction.atomic
def prepare(submission: Submission, *, by: Actor, at: datetime) -> Survey:
    """The survey of a submission, with a part for each pillar and a programme without a name for each sub-pillar.

    The one that is there already, when there is one. Raises `Refused` when the instrument asks no survey or the region
    does not fill in this cycle.
    """
    locked = Submission.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=submission.pk)
    if (known := Survey.objects.filter(submission=locked).first()) is not None:
        return known
    if locked.state in (Submission.State.ABSENT, Submission.State.ARCHIVED):
        raise Refused(_("Daerah ini tidak mengisi siklus ini, jadi survei tidak disiapkan."))
    found = ((str(row.pillar_id), str(row.sub_pillar_id)) for row in statements_of(locked.instrument))
    pairs = list(dict.fromkeys(found))
    if not pairs:
        raise Refused(_("Instrumen siklus ini tidak memuat pernyataan survei."))
    survey = Survey.objects.create(submission=locked, code=random_code(10), salt=secrets.token_hex(32), created_at=at)
    parts = {pillar: SurveyPart.objects.create(survey=survey, pillar_id=pillar) for pillar, _sub in dict(pairs).items()}
    Programme.objects.bulk_create(Programme(part=parts[pillar], sub_pillar_id=sub) for pillar, sub in pairs)
    tell("survey.create", survey, by=by, at=at, after={"count": len(pairs)})
    return survey


@transaction.atomic
def describe(survey: Survey, about: Mapping[int, About], *, by: Actor, at: datetime) -> Survey:
    """Name the programmes (by id), their agencies and numbers of users. Raises `Refused` once the survey is closed."""
    locked = lock(survey)
    if locked.state == Survey.State.CLOSED:
        raise Refused(closed())
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for row in Programme.objects.filter(part__survey=locked, pk__in=about).select_related("agency", "sub_pillar"):
        wanted = about[row.pk]
        if wanted.agency is not None and wanted.agency.regency_id != locked.submission.regency_id:
            raise Refused(_("Yang dipilih bukan milik %s.") % locked.submission.regency.name)
        old, new = journal.changes(row, wanted.__dict__)
        if new:
            for name, value in new.items():
                setattr(row, name, value)
            row.save(update_fields=list(new))
            name_of = row.sub_pillar.name_id
            before[name_of], after[name_of] = _words(old), _words(new)
    if after:
        tell("survey.change", locked, by=by, at=at, before=before, after=after)
    return locked


@transaction.atomic
def step(survey: Survey, name: str, *, by: Actor, at: datetime) -> Survey:
    """Take a step of the survey. Raises `Refused` when it cannot be taken now, or no programme has a name yet.

    Closing drops the salt: from then on no device can be matched to an answer, and nothing comes in any more.
    """
    locked = lock(survey)
    before, target = locked.state, take(SURVEY_STEPS, name, locked.state)
    if name == "open" and not Programme.objects.filter(part__survey=locked).exclude(name="").exists():
        raise Refused(_("Isi dahulu nama program yang disurvei."))
    locked.state = target
    if name == "open":
        locked.opened_at = at
    if name == "close":
        locked.closed_at, locked.salt = at, ""
    locked.save(update_fields=["state", "opened_at", "closed_at", "salt"])
    tell(f"survey.{name}", locked, by=by, at=at, before={"state": before}, after={"state": target})
    return locked


def lock(survey: Survey) -> Survey:
    """The survey with submission and region, locked until the transaction ends."""
    rows = Survey.objects.select_for_update(of=("self",))
    found: Survey = rows.select_related("submission__regency", "submission__instrument", "submission__cycle").get(
        pk=survey.pk
    )
    return found


def closed() -> str:
    return _("Survei ini sudah ditutup.")


def tell(verb: str, survey: Survey, *, by: Actor, at: datetime, **words: Any) -> None:
    """The journal row of something that happened to a survey, for its region."""
    submission = survey.submission
    journal.write(
        verb,
        survey,
        by=by,
        at=at,
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
        **words,
    )


def _words(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Agency) else value for name, value in values.items()}
