"""One question of the answering form as it is drawn: all words and choices made before the template runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.clock import local, sentence
from common.page_picture import DRAWN
from pillars.models import Indicator
from submissions import words
from submissions.actions.answers import version_of
from submissions.forms.answers import PARTS, AnswersForm, Typed, columns_of, typed_of
from submissions.models import Answer, HandOver, Submission
from submissions.queries import lacking
from submissions.queries.cases import AttachedFile, Case
from submissions.queries.evidence import validity_fault
from submissions.queries.overview import Place
from submissions.views.door import Visit
from submissions.workflow import WITH_THE_AGENCY

ICONS = {"pdf": "file-text", "docx": "file-text", "xlsx": "file-table", "jpg": "image", "png": "image"}
NOBODY = UUID(int=0)
NO_ID = str(NOBODY)
Kind = Indicator.AnswerKind


@dataclass(frozen=True)
class FileLine:
    """A file attached to an answer as it is drawn."""

    pk: str
    name: str
    url: str
    icon: str
    facts: str
    is_late: bool = False
    point_url: str = ""
    note: str = ""
    fault: str = ""
    preview_url: str = ""


@dataclass(frozen=True)
class Asked:
    """An agency that was asked, as its question shows it: how far, until when, and why it was returned."""

    state: str
    word: str
    due: str
    is_overdue: bool
    reason: str


@dataclass(frozen=True)
class Theirs:
    """What somebody else saved in between, shown beside what was typed."""

    who: str
    saved: str
    value: str
    narrative: str
    level: str
    reason: str


@dataclass(frozen=True)
class Told:
    """What came of a POST, by the number of the question: what others saved, and what was refused."""

    theirs: Mapping[int, Answer] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)
    upload: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One question. `n` is its number as text, `typed` stands in its fields, `answer` is what a reader sees.

    `lacks` is what is still missing; `seen` are the versions of its fields, in the order of `PARTS`. Beside `files` it has
    `more_files`; the page at `evidence_url` has all.
    """

    indicator: Indicator
    n: str
    label: str
    meta: str
    kind: str
    is_whole: bool
    levels: list[tuple[int, str]]
    typed: Typed
    errors: Mapping[str, str]
    answer: str
    level: str
    saved: str
    lacks: str
    last_year: str
    last_year_name: str
    files: list[FileLine]
    more_files: int
    evidence_url: str
    is_open: bool
    theirs: Theirs | None = None
    refused: str = ""
    upload_error: str = ""
    seen: str = ""
    takes_late: bool = False
    asked: Asked | None = None
    is_carried: bool = False
    excused: Sequence[tuple[str, str]] = ()
    offer: str = ""
    offer_url: str = ""

    @property
    def takes_files(self) -> bool:
        return self.is_open or self.takes_late

    @property
    def has_error(self) -> bool:
        return bool(self.errors or self.theirs or self.refused)


def line_of(
    case: Case,
    place: Place,
    here: Visit,
    form: AnswersForm,
    told: Told,
    excused: Sequence[tuple[str, str]] = (),
) -> Line:
    """The line of a question. It is open while answers are, or when something was typed that must not be lost.

    `excused` are warnings that stood when it was handed in, each with its reason.
    """
    indicator, answer, submission = case.indicator, case.answer, here.submission
    order, zone = indicator.order, submission.regency.timezone
    current = told.theirs.get(order)
    before = case.last_year
    typed = _typed(form.typed.get(order), current, answer, indicator)
    errors = form.errors.get(order, {})
    is_open = here.may_answer(place) and (not here.closed or order in form.typed)
    url = _evidence_page(submission.pk).replace(NO_ID, str(indicator.pk))
    return Line(
        indicator=indicator,
        n=str(order),
        label=indicator.label,
        meta=_meta(indicator, submission, place),
        kind=input_of(indicator),
        is_whole=indicator.answer_kind == Kind.COUNT,
        levels=[(row.level, row.text) for row in indicator.level_texts.all() if row.text],
        typed=typed,
        errors=errors,
        answer=words.answer(answer, indicator),
        level=level_word(answer),
        saved=words.saved(answer.changed_at, zone) if answer and answer.version else "",
        lacks=" ".join(lacking(answer, indicator)),
        last_year=_last_year(before),
        last_year_name=str(before.submission.cycle.year) if before else "",
        files=[file_line(submission, file) for file in case.files],
        more_files=case.file_count - len(case.files),
        evidence_url=url,
        is_open=is_open,
        theirs=_theirs(current, indicator, zone) if current else None,
        refused=told.refused.get(order, ""),
        upload_error=told.upload.get(order, ""),
        seen=seen(answer, indicator) if is_open else "",
        takes_late=not is_open and here.may_attach_late(place),
        asked=_asked(place, here.at, zone),
        excused=excused,
        is_carried=answer is not None and answer.awaits_confirmation,
    )


def _asked(place: Place, at: datetime, zone: str) -> Asked | None:
    if not place.hand_over:
        return None
    state = HandOver.State(place.hand_over)
    due = sentence(place.due_at, zone) if place.due_at and place.hand_over in WITH_THE_AGENCY else ""
    reason = place.reason if state == HandOver.State.RETURNED else ""
    return Asked(state.value, str(state.label), due, place.is_overdue(at), reason)


def seen(answer: Answer | None, indicator: Indicator) -> str:
    """The version of each field of the page as it is shown, in the order of `PARTS`: "3 1 0 0"."""
    if answer is None:
        return " ".join("0" for _part in PARTS)
    return " ".join(str(version_of(answer, columns_of(part, indicator))) for part in PARTS)


def file_line(submission: Submission, file: AttachedFile) -> FileLine:
    """Name, address and facts of a file."""
    language = get_language()
    facts = [*_extent(file.kind, file.size, file.pages, language)]
    if file.added_by:
        facts.append(file.added_by)
    facts.append(_day(local(file.added_at, submission.regency.timezone).date(), language))
    url, point, preview = _addresses(submission.pk)
    page = _("halaman %(page)d") % {"page": file.page} if file.page else ""
    pk = str(file.pk)
    return FileLine(
        pk,
        file.name,
        url.replace(NO_ID, pk),
        ICONS.get(file.kind, "file"),
        " · ".join(facts),
        file.is_late,
        point_url=point.replace(NO_ID, pk),
        note=" · ".join(part for part in (page, file.note) if part),
        fault=validity_fault(file, submission.cycle.year),
        preview_url=preview.replace(NO_ID, pk) if file.kind in DRAWN else "",
    )


@lru_cache(maxsize=512)
def _day(day: date, _language: str | None) -> str:
    """A date in words: the hundred files of a section share a few of them."""
    return date_format(day, "j F Y")


@lru_cache(maxsize=2048)
def _extent(kind: str, size: int, pages: int | None, _language: str | None) -> tuple[str, ...]:
    """What kind of file it is, how large, and how many pages it has if it has any."""
    words = (kind.upper(), filesizeformat(size))
    return (*words, ngettext("%(count)d halaman", "%(count)d halaman", pages) % {"count": pages}) if pages else words


@lru_cache(maxsize=256)
def _addresses(submission_pk: UUID) -> tuple[str, str, str]:
    """Where a file of a submission is downloaded, pointed into and looked at, with `NO_ID` in the place of its own id."""
    names = ("evidence", "evidence_point", "evidence_preview")
    opened, pointed, shown = (reverse(f"submissions:{name}", args=[submission_pk, NOBODY]) for name in names)
    return opened, pointed, shown


@lru_cache(maxsize=256)
def _evidence_page(submission_pk: UUID) -> str:
    """The page with all files of a question, with `NO_ID` in the place of the question's id."""
    return reverse("submissions:evidence_add", args=[submission_pk, NOBODY])


def level_word(answer: Answer | None) -> str:
    """The region's own level as text; "" for none, "0" for a real 0."""
    if answer is None:
        return ""
    if answer.not_applicable:
        return _("Tidak berlaku")
    return "" if answer.own_level is None else str(answer.own_level)


def input_of(indicator: Indicator) -> str:
    if indicator.answer_kind in (Kind.YES_NO, Kind.TEXT):
        return str(indicator.answer_kind)
    return "number"


def _meta(indicator: Indicator, submission: Submission, place: Place) -> str:
    """The element, the year, and the agency that was asked."""
    asked = _("dijawab %(agency)s") % {"agency": place.agency} if place.agency else ""
    return " · ".join(part for part in (indicator.element, horizon_of(indicator, submission.cycle.year), asked) if part)


def horizon_of(indicator: Indicator, evaluated: int) -> str:
    """The year the question is about, when `evaluated` is the year of the cycle."""
    year = {Indicator.Horizon.THIS_YEAR: evaluated, Indicator.Horizon.LAST_YEAR: evaluated - 1}
    found = year.get(Indicator.Horizon(indicator.horizon))
    return _("tahun %(year)d") % {"year": found} if found else ""


def _last_year(before: Answer | None) -> str:
    if before is None:
        return ""
    return _("Tidak berlaku") if before.not_applicable else words.answer(before, before.indicator)


def _typed(sent: Typed | None, current: Answer | None, stored: Answer | None, indicator: Indicator) -> Typed:
    """The fields: what was typed if it was not saved; beside a newer answer with its version, so that saving once more
    is done knowingly."""
    if sent is None:
        return typed_of(stored, indicator)
    version = str(current.version) if current else sent.version
    return Typed(sent.value, sent.narrative, sent.level, sent.reason, version)


def _theirs(current: Answer, indicator: Indicator, zone: str) -> Theirs:
    return Theirs(
        who=current.changed_by.name if current.changed_by else "",
        saved=words.saved(current.changed_at, zone),
        value=words.value(current, indicator),
        narrative=current.narrative,
        level=level_word(current),
        reason=current.not_applicable_reason if current.not_applicable else "",
    )
