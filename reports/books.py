"""Workbooks of a region's result and of the whole country, with formulas that compute the final values anew.

The formulas follow the instrument's rule step by step, so that a reader may change a mark and see what would come of it. The
rows are read from the same values as the printed report. Indonesian, like the report itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from common.spreadsheet import Column, Formula, Sheet, write_book
from common.spreadsheet.writing import Value
from evaluations import scoring
from reports.queries.national import CohortPart, National
from reports.shapes import DimensionLine, NoteLine, QuestionLine, RegionReport
from reports.wording import printable

MOST_LETTERS = 4_000  # of one text in a cell; the report has all of it
SAME, OTHER = "sama", "berbeda"
FIRST = 4  # row of the first line under two lines of introduction and the headings
TWO = "0.00"
EXACT = "0.00####"


def region_book(report: RegionReport) -> bytes:
    """Marks to questions to dimensions to the final value, and the notes. Times are nowhere: equal input, equal bytes."""
    places = _places(report.dimensions)
    title = f"{report.regency_name}, {report.cycle_name}"
    sheets = [
        _summary(report, title),
        _dimensions(report, places, title),
        _questions(report, title),
        _notes(report, title),
    ]
    return write_book(sheets, title=title)


def _places(dimensions: Sequence[DimensionLine]) -> dict[str, tuple[int, int]]:
    """First and last row of each dimension on the sheet of questions."""
    found, row = {}, FIRST
    for dimension in dimensions:
        found[dimension.slug] = (row, row + len(dimension.questions) - 1)
        row += len(dimension.questions)
    return found


def _summary(report: RegionReport, title: str) -> Sheet:
    first, last = FIRST, FIRST + len(report.dimensions) - 1
    rows: list[list[Value]] = [
        ["Daerah", report.regency_name, ""],
        ["Kode wilayah", report.regency_code, ""],
        ["Provinsi", report.province_name, ""],
        ["Siklus", report.cycle_name, ""],
        ["Kohort", report.cohort_name, ""],
        ["Instrumen", report.instrument_name, report.rounding_text],
        ["Peringkat", report.rank, report.rank_set],
        ["Indeks Pencapaian yang diterbitkan", report.final, ""],
    ]
    if report.weighted_sum is not None:
        again = final_formula(f"Dimensi!D{first}:D{last}", report.rounding)
        own = FIRST + len(rows)
        rows.append(["Indeks Pencapaian dihitung ulang", Formula(again, _final(report)), "dari lembar Dimensi"])
        same = SAME if _final(report) == report.final else OTHER
        rows.append(["Dibandingkan", Formula(f'=IF(B{own}=B{own - 1},"{SAME}","{OTHER}")', same), ""])
    if report.raw_improvement is not None and report.previous_unrounded is not None:
        raw = f"(B{FIRST + 7}-{report.previous_unrounded.normalize():f})"
        rows.append(["Indeks Peningkatan yang diterbitkan", report.improvement, report.improvement_text])
        rounded = scoring.improvement(report.final, report.previous_unrounded)
        rows.append(["Indeks Peningkatan dihitung ulang", Formula(half_even(raw), rounded), ""])
    elif report.improvement is not None:
        rows.append(["Indeks Peningkatan yang diterbitkan", report.improvement, report.improvement_text])
    columns = [Column("Keterangan", 38), Column("Nilai", 40), Column("Penjelasan", 80)]
    return _sheet(
        "Ringkasan", columns, rows, intro=(title, "Rumus menghitung ulang nilai dari lembar-lembar berikutnya.")
    )


def _final(report: RegionReport) -> Decimal | None:
    return None if report.weighted_sum is None else scoring.half_up(report.weighted_sum)


def _dimensions(report: RegionReport, places: dict[str, tuple[int, int]], title: str) -> Sheet:
    rows: list[list[Value]] = []
    mean = _mean_column(report.dimensions)
    for number, line in enumerate(report.dimensions, start=FIRST):
        value: Value = line.value
        if line.questions and line.value is not None and all(_counts(question) for question in line.questions):
            first, last = places[line.slug]
            value = Formula(f"=ROUND(AVERAGE(Pertanyaan!{mean}{first}:{mean}{last}),2)", line.value)
        part = (
            None
            if line.value is None
            else Formula(part_formula(f"B{number}*C{number}", report.rounding), line.weighted)
        )
        rows.append([line.name, line.weight, value, part, line.previous_value])
    columns = [
        Column("Dimensi evaluasi", 24),
        Column("Bobot (%)", 10),
        Column("Nilai", 10, format=TWO),
        Column("Bobot × nilai", 14, format=EXACT),
        Column(f"Nilai {report.previous_year or 'tahun lalu'}", 14, format=TWO),
    ]
    return _sheet("Dimensi", columns, rows, intro=(title, report.rounding_text))


def _counts(question: QuestionLine) -> bool:
    """Whether the printed marks are all that its value was made from."""
    return question.value is None or bool(question.counting_marks)


def _questions(report: RegionReport, title: str) -> Sheet:
    most = _most_marks(report.dimensions)
    columns = [
        Column("Nomor", 8),
        Column("Dimensi evaluasi", 16),
        Column("Pilar", 20),
        Column("Pertanyaan", 60),
        Column("Jawaban", 40),
        Column("Tingkat sendiri", 10),
        *(Column(f"Nilai {i}", 8) for i in range(1, most + 1)),
        Column("Rerata", 10, format=TWO),
    ]
    rows: list[list[Value]] = []
    for line in report.dimensions:
        for question in line.questions:
            rows.append(_question(line, question, FIRST + len(rows), most))
    intro = (
        title,
        "Nilai panel diurutkan dari yang tertinggi; TB berarti tidak berlaku dan tidak ikut dirata-ratakan.",
    )
    return _sheet("Pertanyaan", columns, rows, intro=intro)


def _question(dimension: DimensionLine, question: QuestionLine, row: int, most: int) -> list[Value]:
    marks: list[Value] = [int(mark) if mark.isdigit() else mark for mark in question.marks]
    value: Value = question.value
    if question.counting_marks:
        start, end = _letter(7), _letter(6 + most)
        value = Formula(f"=AVERAGE({start}{row}:{end}{row})", question.value)
    answer = f"{question.answer_text} {question.narrative}".strip()
    head: list[Value] = [question.number, dimension.name, question.pillar_name, question.label, answer]
    level = int(question.own_level) if question.own_level.isdigit() else None
    return [*head, level, *marks, *([None] * (most - len(marks))), value]


def _notes(report: RegionReport, title: str) -> Sheet:
    def lines(kind: str, notes: Sequence[NoteLine]) -> list[list[Value]]:
        return [[kind, note.author, note.about, note.text] for note in notes]

    rows = lines("Kekuatan", report.strengths) + lines("Kelemahan", report.weaknesses)
    rows += lines("Rekomendasi", report.recommendations)
    columns = [Column("Jenis", 14), Column("Asesor", 28), Column("Tentang", 24), Column("Catatan", 100)]
    return _sheet("Catatan", columns, rows, intro=(title, "Catatan asesor untuk daerah."))


def national_book(report: National) -> bytes:
    """A sheet for each cohort: dimensions, the final value and the place computed from them."""
    return write_book([_cohort(report, part) for part in report.cohorts], title=f"Peringkat, {report.cycle_name}")


def _cohort(report: National, part: CohortPart) -> Sheet:
    count = len(part.names)
    start, end = _letter(3), _letter(2 + count)
    published = _letter(4 + count)
    first, last = FIRST + 1, FIRST + len(part.lines)  # under the row of weights
    weights = f"{start}${FIRST}:{end}${FIRST}"
    shared = [line.rank for line in part.lines] == scoring.ranks([line.final for line in part.lines])
    rows: list[list[Value]] = [["Bobot (%)", "", *part.percents, None, None, None, None]]
    for number, line in enumerate(part.lines, start=first):
        again: Value = None
        if line.final is not None and all(value is not None for value in line.values):
            values = f"{start}{number}:{end}{number}"
            again = Formula(weighed_formula(values, weights, part.rounding), _again(line.values, part))
        place: Value = line.rank  # a declared chain of ties goes further than a formula of one column
        if shared and line.rank is not None:
            place = Formula(f"=RANK({published}{number},{published}${first}:{published}${last})", line.rank)
        rows.append([line.name, line.province, *line.values, again, line.final, place, line.improvement])
    columns = [
        Column("Daerah", 30),
        Column("Provinsi", 26),
        *(Column(name, 12, format=TWO) for name in part.names),
        Column("Dihitung ulang", 14, format=TWO),
        Column("Indeks Pencapaian", 14, format=TWO),
        Column("Peringkat", 10),
        Column("Indeks Peningkatan", 14, format=TWO),
    ]
    intro = (f"{part.name}, {report.cycle_name}", report.tie_rule)
    return _sheet(_sheet_name(part.name), columns, rows, intro=intro)


def _again(values: Sequence[Decimal | None], part: CohortPart) -> Decimal | None:
    names = [str(i) for i in range(len(values))]
    weights = dict(zip(names, part.percents, strict=True))
    return scoring.score(dict(zip(names, values, strict=True)), weights, part.rounding).final


def part_formula(product: str, rounding: str) -> str:
    """One weighted dimension: rounded at once, or exact where only the sum is rounded."""
    return f"=ROUND({product}/100,2)" if rounding == scoring.ROUND_PARTS_THEN_SUM else f"={product}/100"


def final_formula(parts: str, rounding: str) -> str:
    """The final value from the column of weighted dimensions."""
    return f"=SUM({parts})" if rounding == scoring.ROUND_PARTS_THEN_SUM else f"=ROUND(SUM({parts}),2)"


def weighed_formula(values: str, weights: str, rounding: str) -> str:
    """The final value from a row of dimensions and the row of their weights."""
    if rounding == scoring.ROUND_PARTS_THEN_SUM:
        return f"=SUMPRODUCT(ROUND({values}*{weights}/100,2))"
    return f"=ROUND(SUMPRODUCT({values},{weights})/100,2)"


def half_even(value: str) -> str:
    """`value` to two decimals, halves to the even digit: spreadsheets know no such rounding by themselves."""
    is_half = f"ABS(MOD(ABS({value}*100),1)-0.5)<0.000001"
    return f"=IF({is_half},SIGN({value})*2*ROUND(ABS({value}*100)/2,0)/100,ROUND({value},2))"


def _most_marks(dimensions: Sequence[DimensionLine]) -> int:
    return max((len(question.marks) for line in dimensions for question in line.questions), default=0)


def _mean_column(dimensions: Sequence[DimensionLine]) -> str:
    return _letter(7 + _most_marks(dimensions))


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _sheet_name(name: str) -> str:
    """Sheets take 31 characters, none of []:*?/\\ and no line breaks."""
    clean = "".join(" " if letter in "[]:*?/\\'\n\t" else letter for letter in printable(name))
    return clean[:31].strip() or "Kohort"


def _sheet(name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, intro: Sequence[str]) -> Sheet:
    """The sheet with every text as the report prints it: no control characters, none too long for a cell."""
    heads = [replace(column, title=_text(column.title)) for column in columns]
    cells = [[_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return Sheet(name, heads, cells, intro=[_text(line) for line in intro])


def _text(text: str) -> str:
    return printable(text, MOST_LETTERS)
