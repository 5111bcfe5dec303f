"""The means of a pillar become answers of the submission, with the raw table as their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor
from common.steps import Refused
from submissions.actions import answers, evidence
from submissions.actions.answers import Draft
from submissions.models import CONTENT, Answer, Evidence, Submission
from surveys.actions.surveys import lock, tell
from surveys.models import SurveyPart
from surveys.queries.standing import PartStanding, StatementStanding, standing_of
from surveys.raw_table import file_name, raw_table

MOST_BYTES = 20 * 1024 * 1024
SOURCE = "Survei dampak"


@dataclass(frozen=True)
class Moment:
    """A part as it stands in one moment: its sums, and the workbook of the rows they were made from."""

    standing: PartStanding
    table: bytes


def why_not(standing: PartStanding) -> str:
    """Why the means cannot be taken over as they stand; empty: they can."""
    if not any(row.tally.mean is not None for row in standing.statements):
        return _("Belum ada rerata yang dapat diambil.")
    if count := standing.undecided:
        return ngettext(
            "Putuskan dahulu %(count)d jawaban yang ditandai.",
            "Putuskan dahulu %(count)d jawaban yang ditandai.",
            count,
        ) % {"count": count}
    return ""


def take(part: SurveyPart, *, versions: Mapping[UUID, int], by: Actor, at: datetime) -> int:
    """Put the mean of each statement into its answer and attach the raw table; returns how many answers it became.

    `versions` are those of the answers that the person saw, by indicator (0: no answer yet). A statement without any
    number is left as it is. All or none: raises `answers.Conflict`, `Refused` when flagged answers are undecided or
    the submission is closed, `evidence.BadFile`, `virus_scan.Unavailable`.

    Sums and table come from one locked moment; what arrives while the file is judged shows as a change since.
    """
    moment = _moment(part, at)
    if reason := why_not(moment.standing):
        raise Refused(reason)
    with transaction.atomic():
        submission = Submission.objects.select_related("cycle", "regency").get(pk=part.survey.submission_id)
        rows = [row for row in moment.standing.statements if row.tally.mean is not None]
        stored = _attached(submission, part, rows, moment, by=by, at=at)
        known = {row.indicator_id: row for row in Answer.objects.filter(submission=submission)}
        for row in rows:
            draft = replace(_draft(known.get(row.indicator.pk)), number=row.tally.mean)
            seen = versions.get(row.indicator.pk, -1)
            answers.save(submission, row.indicator, draft, version=seen, by=by, at=at, source=SOURCE)
        own = SurveyPart.objects.select_for_update().get(pk=part.pk)
        own.taken, own.taken_at, own.taken_by, own.evidence = moment.standing.taken, at, by.user, stored
        own.save(update_fields=["taken", "taken_at", "taken_by", "evidence"])
        after = {"pillar": part.pillar.name_id, "answers": len(rows), "sha256": stored.sha256}
        tell("survey.take", lock(part.survey), by=by, at=at, after=after)
    return len(rows)


@transaction.atomic
def _moment(part: SurveyPart, at: datetime) -> Moment:
    survey = lock(part.survey)
    standing = standing_of(survey, part.pillar_id)[0]
    standing.part.survey = survey
    return Moment(standing, raw_table(standing, at=at))


def _attached(
    submission: Submission, part: SurveyPart, rows: list[StatementStanding], moment: Moment, *, by: Actor, at: datetime
) -> Evidence:
    """The table in the library: a new version of the one taken before, linked to every one of these questions."""
    file = ContentFile(moment.table, name=file_name(moment.standing))
    old = part.evidence
    if old is not None and old.replaced_by_id is None:
        stored = evidence.replace(old, file, max_bytes=MOST_BYTES, by=by, at=at)
    else:
        first = rows[0].indicator
        stored = evidence.attach(submission, first, file, max_bytes=MOST_BYTES, by=by, at=at).evidence
    for row in rows:
        evidence.attach_known(submission, row.indicator, stored, by=by, at=at)
    return stored


def _draft(answer: Answer | None) -> Draft:
    """What the answer says, with a number that applies."""
    said = Draft(**{name: getattr(answer, name) for name in CONTENT}) if answer else Draft()
    return replace(said, not_applicable=False, not_applicable_reason="")
