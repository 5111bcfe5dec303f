"""What staff bring in: single-use codes, paper that somebody types in, workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.steps import Refused
from surveys.actions.responses import Given, day_of, require, row_of, store, use
from surveys.actions.surveys import random_code, tell
from surveys.models import Code, CodeBatch, Response, Score, SheetImport, SurveyPart
from surveys.workflow import OPEN, PAUSED, TAKES_STAFF_ENTRY

MOST_CODES = 200
CODE_LENGTH = 8


@dataclass(frozen=True)
class Imported:
    """One row of a workbook: the respondent's number, the day it was answered (None: today), what was said."""

    label: str
    day: date | None
    given: Given


@transaction.atomic
def make_codes(part: SurveyPart, *, purpose: str, count: int, by: Actor, at: datetime) -> CodeBatch:
    """New single-use codes for a kiosk or for paper forms. Raises `Refused` once closed, or for none or too many."""
    survey = require(part, ("draft", OPEN, PAUSED))
    if not 1 <= count <= MOST_CODES:
        raise Refused(_("Buat 1 sampai %(count)d kode sekaligus.") % {"count": MOST_CODES})
    batch = CodeBatch.objects.create(part=part, purpose=purpose, made_at=at, made_by=by.user)
    Code.objects.bulk_create(Code(batch=batch, code=random_code(CODE_LENGTH)) for _place in range(count))
    after = {"pillar": part.pillar.name_id, "kind": purpose, "count": count}
    tell("survey.codes", survey, by=by, at=at, after=after)
    return batch


@transaction.atomic
def enter_paper(part: SurveyPart, given: Given, *, code: str, by: Actor, at: datetime) -> Response:
    """A paper form typed in. Its printed code makes sure that it is entered once. Raises `BadCode`, `Refused` when the
    survey takes nothing."""
    survey = require(part, TAKES_STAFF_ENTRY)
    label = use(part, code, CodeBatch.Purpose.PAPER)
    row = row_of(survey, part, given, Response.Channel.PAPER, at)
    row.label, row.entered_by = label, by.user
    store(row, given)
    tell("survey.paper", survey, by=by, at=at, after={"pillar": part.pillar.name_id, "code": label})
    return row


@transaction.atomic
def import_rows(
    part: SurveyPart, rows: Sequence[Imported], *, name: str, sha256: str, by: Actor, at: datetime
) -> SheetImport:
    """All rows of a workbook, or none. Raises `Refused` for a workbook that was taken before, a number that is there
    already, or when the survey takes nothing."""
    survey = require(part, TAKES_STAFF_ENTRY)
    if SheetImport.objects.filter(part=part, sha256=sha256).exists():
        raise Refused(_("Berkas ini sudah diimpor; tidak ada yang ditambahkan."))
    source = SheetImport.objects.create(part=part, name=name[:200], sha256=sha256, rows=len(rows), at=at, by=by.user)
    made = []
    for imported in rows:
        row = row_of(survey, part, imported.given, Response.Channel.XLSX, at)
        row.label, row.source, row.entered_by = imported.label, source, by.user
        row.day = imported.day or day_of(survey, at)
        made.append(row)
    try:
        with transaction.atomic():
            Response.objects.bulk_create(made)
    except IntegrityError:
        raise Refused(_("Salah satu nomor responden sudah ada di pilar ini.")) from None
    Score.objects.bulk_create(
        Score(response=row, indicator=indicator, value=value)
        for row, imported in zip(made, rows, strict=True)
        for indicator, value in imported.given.scores.items()
    )
    after = {"pillar": part.pillar.name_id, "file": source.name, "sha256": sha256, "rows": len(rows)}
    tell("survey.import", survey, by=by, at=at, after=after)
    return source
