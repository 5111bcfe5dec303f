"""Answers that the portal can count itself from what the region already keeps, offered beside the question, never filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from documents.models import Document, MasterplanProgramme, MasterplanYear
from pillars.models import Indicator
from quickwins.models import QuickWin, QuickWinYear
from quickwins.queries import Carried, carried_into, lives_in
from submissions.models import Submission

ALL_PROGRAMMES = "baseline.programmes_realised"
CONTINUED, BEGUN = "quick_win.continued", "quick_win.new"
QUICK_WINS = (CONTINUED, BEGUN)
RAN = (MasterplanYear.Status.RUNNING, MasterplanYear.Status.FINISHED)
Kind = Indicator.AnswerKind


@dataclass(frozen=True)
class Offer:
    """A counted answer: the number in the question's own unit, how it came about, and what was counted, a line each.

    `source` says where it was counted, for the journal.
    """

    number: Decimal
    sentence: str
    items: tuple[str, ...]
    source: str

    @property
    def narrative(self) -> str:
        """The sentence with its list, as text of an answer."""
        return "\n".join([self.sentence, *(f"- {item}" for item in self.items)])


@dataclass(frozen=True)
class Counted:
    """A Masterplan programme and its status in the year; empty: none was recorded."""

    label: str
    pillar: str
    pillar_name: str
    status: str


def offers_for(submission: Submission, indicators: Iterable[Indicator]) -> dict[UUID, Offer]:
    """Offers by the id of their question: one query for each year of programmes asked about, one more when Quick Wins are.

    None is asked when no question can be counted.
    """
    asked = list(indicators)
    return _programme_offers(submission, asked) | _quick_win_offers(submission, asked)


def _programme_offers(submission: Submission, indicators: list[Indicator]) -> dict[UUID, Offer]:
    asked = [indicator for indicator in indicators if _pillar_of(indicator) is not None]
    years = {_year_of(submission, indicator) for indicator in asked}
    counted = {year: _programmes(submission.regency_id, year) for year in years}
    found = {}
    for indicator in asked:
        year, pillar = _year_of(submission, indicator), _pillar_of(indicator)
        rows = [row for row in counted[year] if pillar in ("", row.pillar)]
        if offer := _programmes_offer(indicator, rows, year):
            found[indicator.pk] = offer
    return found


def _quick_win_offers(submission: Submission, indicators: list[Indicator]) -> dict[UUID, Offer]:
    """Nothing while no Quick Win has a status in the year: then it is not known what went on and what is new."""
    asked = [row for row in indicators if row.key in QUICK_WINS and row.answer_kind in (Kind.PERCENT, Kind.COUNT)]
    if not asked:
        return {}
    lives = lives_in(submission.regency_id)
    found = {}
    for indicator in asked:
        carried = carried_into(lives, _year_of(submission, indicator))
        make = _continued_offer if indicator.key == CONTINUED else _begun_offer
        if carried.is_recorded and (offer := make(indicator, carried)):
            found[indicator.pk] = offer
    return found


def _continued_offer(indicator: Indicator, carried: Carried) -> Offer | None:
    """None when nothing was under way at the end of the year before: there is no whole to take a part of."""
    if not carried.before:
        return None
    sentence = _(
        "%(now)d dari %(all)d Quick Win yang berjalan atau dijeda pada %(last)d tetap berjalan pada %(year)d."
    ) % {"now": len(carried.continued), "all": len(carried.before), "last": carried.year - 1, "year": carried.year}
    items = tuple(f"{_named(row)}: {_stood(row, carried)}" for row in carried.before)
    number = _number(indicator, len(carried.continued), len(carried.before))
    return Offer(number, sentence, items, _("Keadaan Quick Win %d") % carried.year)


def _begun_offer(indicator: Indicator, carried: Carried) -> Offer | None:
    """Only as a count: a share of new ones would need a whole that the question does not name."""
    if indicator.answer_kind != Kind.COUNT:
        return None
    sentence = _("%(count)d Quick Win mulai pada %(year)d.") % {"count": len(carried.begun), "year": carried.year}
    items = tuple(f"{_named(row)}: {_stood(row, carried)}" for row in carried.begun)
    return Offer(Decimal(len(carried.begun)), sentence, items, _("Keadaan Quick Win %d") % carried.year)


def _named(row: QuickWin) -> str:
    return f"{row.code} {row.name}"


def _stood(row: QuickWin, carried: Carried) -> str:
    status = carried.stood.get(row.pk)
    return str(QuickWinYear.Status(status).label) if status else _("belum dicatat")


def _pillar_of(indicator: Indicator) -> str | None:
    """Whose programmes a question asks about: a pillar, empty for all; None: it asks about something else."""
    if indicator.answer_kind not in (Kind.PERCENT, Kind.COUNT):
        return None
    if indicator.key == ALL_PROGRAMMES:
        return ""
    return indicator.pillar_id if indicator.key == f"outcome.{indicator.pillar_id}.programmes" else None


def _year_of(submission: Submission, indicator: Indicator) -> int:
    year: int = submission.cycle.year
    return year - 1 if indicator.horizon == Indicator.Horizon.LAST_YEAR else year


def _programmes(regency_code: str, year: int) -> list[Counted]:
    """Programmes of the Masterplans that are valid in the year, those left out whose own run does not touch it."""
    status = MasterplanYear.objects.filter(programme=OuterRef("pk"), year=year).values("status")
    rows: QuerySet[MasterplanProgramme] = MasterplanProgramme.objects.filter(
        Q(start_year__isnull=True) | Q(start_year__lte=year),
        Q(end_year__isnull=True) | Q(end_year__gte=year),
        document__regency=regency_code,
        document__start_year__lte=year,
        document__end_year__gte=year,
    ).exclude(document__status=Document.Status.DRAFT)
    listed = rows.annotate(stood=Subquery(status[:1])).order_by("pillar__order", "document", "code")
    return [
        Counted(str(row), row.pillar_id, row.pillar.name, row.stood or "") for row in listed.select_related("pillar")
    ]


def _programmes_offer(indicator: Indicator, rows: list[Counted], year: int) -> Offer | None:
    """None while no status of the year is recorded: then nothing is known, which is not the same as nothing ran."""
    if not any(row.status for row in rows):
        return None
    ran = [row for row in rows if row.status in RAN]
    whose = rows[0].pillar_name if indicator.pillar_id else _("Masterplan")
    sentence = _("%(ran)d dari %(all)d program %(whose)s berjalan atau selesai pada %(year)d.") % {
        "ran": len(ran), "all": len(rows), "whose": whose, "year": year,
    }  # fmt: skip
    words = dict(MasterplanYear.Status.choices)
    items = tuple(f"{row.label}: {words.get(row.status, _('belum dicatat'))}" for row in rows)
    return Offer(_number(indicator, len(ran), len(rows)), sentence, items, _("Keadaan program Masterplan %d") % year)


def _number(indicator: Indicator, part: int, whole: int) -> Decimal:
    """The count itself, or percent of the whole, half-up to two decimals."""
    if indicator.answer_kind == Kind.COUNT:
        return Decimal(part)
    return (Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
