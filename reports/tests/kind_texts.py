"""What must stand in a printed report of each kind, text by text and row by row, written as it is printed.

Each entry is one run of text: a question with its answer, marks and value, a note with its author, a region with its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from evaluations.minutes import Minutes
from reports.queries.alignment import AlignmentAnnex
from reports.queries.brief import Brief
from reports.queries.certificate import Certificate
from reports.queries.national import National
from reports.queries.quick_wins import QuickWinReport
from reports.queries.receipt import ReceiptReport
from reports.queries.survey_form import SurveyForm
from reports.queries.worksheet import Worksheet
from reports.shapes import RegionReport
from reports.wording import change_text, number_text


def _region(data: RegionReport) -> Iterator[str]:
    for dimension in data.dimensions:
        for q in dimension.questions:
            marks = " ".join(q.marks)
            yield f"{q.number}{q.label}{q.answer_text}{q.narrative}{q.own_level or '–'}{marks}{number_text(q.value)}"
        yield f"{dimension.name}{number_text(dimension.weight, 0)} %"
    for note in (*data.strengths, *data.weaknesses, *data.recommendations):
        yield f"{note.about}{note.text}"
        yield note.author


def _brief(data: Brief) -> Iterator[str]:
    for dimension in data.dimensions:
        before = f"{number_text(dimension.previous_value)}{change_text(dimension.change)}"
        yield f"{dimension.name}{number_text(dimension.value)}{before}"
    for note in (*data.strengths, *data.weaknesses, *data.advice):
        yield f"{note.text}{note.author}"
    for promise in data.promises:
        yield f"{promise.name}{promise.status or '–'}{promise.target or '–'}{promise.realisation or '–'}"


def _worksheet(data: Worksheet) -> Iterator[str]:
    for name, lines in data.groups:
        yield name
        for line in lines:
            yield f"{line.number}{line.label}{line.answer_text}{line.own_level or '–'}{line.mark}"
    for title, notes in data.notes:
        yield title
        yield from (note.text for note in notes)


def _receipt(data: ReceiptReport) -> Iterator[str]:
    for file in data.files:
        page = "–" if file.page is None else file.page
        yield f"{file.number}{file.name}{file.sha256}{page}{file.size}"
    yield from (f"{warning.number}{warning.sentence}{warning.reason}" for warning in data.warnings)
    yield data.sha256
    yield data.when


def _certificate(data: Certificate) -> Iterator[str]:
    yield from (data.regency_name, data.province_name, data.cycle_name, data.cohort_name)
    yield f"{data.rank}Peringkat dari {data.rank_of} daerah"
    yield number_text(data.final)
    yield data.result_id


def _national(data: National) -> Iterator[str]:
    for part in data.cohorts:
        for line in part.lines:
            place, final = f"{line.rank}{line.name}", number_text(line.final)
            yield f"{place}{line.province}{final}{change_text(line.improvement)}"
            yield f"{place}{''.join(map(number_text, line.values))}{final}"
        for spread in part.spreads:
            known = (spread.lowest, spread.median, spread.mean, spread.highest)
            yield f"{spread.name}{spread.count}{''.join(map(number_text, known))}"
        yield from part.absent


def _minutes(data: Minutes) -> Iterator[str]:
    yield from (f"{member.number}{member.name}" for member in data.members)
    yield from (member.text for member in data.members)
    for item in data.items:
        yield f"{item.number}. {item.question}"
        yield item.outcome
        yield "Nilai asesor: " + "; ".join(f"{name} {mark}" for name, mark in item.marks)
        yield f"Nilai bersama panel: {item.value}. {item.reason}" if item.value else ""
        yield from (f"Pendapat berbeda, {name}{text}" for name, text in item.dissents)
    yield from (data.guests, data.text, data.sha256, "24 November 2026 pukul 13.00 WITA")


def _alignment(data: AlignmentAnnex) -> Iterator[str]:
    for row in data.rows:
        counts = "".join(str(count) for count in row.counts)
        yield f"{row.name}{counts}{row.total}{row.anchored}{number_text(row.coverage, 1)} %"
    for link in data.links:
        who, day = link.confirmed
        yield f"{link.programme}{link.serves}{link.pages[0]}{link.pages[1]}{f'{who}, ' if who else ''}{day}"
    yield from (*data.gaps, *data.orphans)


def _survey_form(data: SurveyForm) -> Iterator[str]:
    yield from (f"Formulir {code}" for code in data.codes)
    for programme in data.programmes:
        yield programme.name
        yield from (f"{number}. {label}01234TT" for number, label in programme.statements)


def _quick_wins(data: QuickWinReport) -> Iterator[str]:
    for _pillar, stories in data.groups:
        for story in stories:
            yield f"{story.number}. {story.name}"
            yield story.agency
            for year in story.years:
                texts = f"{year.target or '–'}{year.realisation or '–'}"
                amounts = f"{number_text(year.budget, 0)}{number_text(year.spent, 0)}"
                yield f"{year.year}{year.label}{year.reason}{texts}{amounts}"
            yield from (f"{label}.{text}" for label, text in story.texts)
            yield from (
                f"{risk.code}{risk.text}{risk.mitigation}{risk.level}{risk.owner}{risk.status}" for risk in story.risks
            )


WANTED: dict[str, Callable[[Any], Iterator[str]]] = {
    "region": _region,
    "brief": _brief,
    "certificate": _certificate,
    "national": _national,
    "worksheet": _worksheet,
    "receipt": _receipt,
    "minutes": _minutes,
    "survey_form": _survey_form,
    "quick-wins": _quick_wins,
    "alignment": _alignment,
}
