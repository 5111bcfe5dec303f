"""The raw table of one pillar as a workbook: every answer as it came in with what was decided, and the means."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import override

from common.clock import sentence
from common.printable import printable
from common.spreadsheet import Column, Sheet, write_book
from common.spreadsheet.writing import Value
from surveys.models import Response
from surveys.queries.rows import UNKNOWN, Row, responses_of, rows_of
from surveys.queries.standing import PartStanding


def file_name(standing: PartStanding) -> str:
    submission = standing.part.survey.submission
    return f"survei-{submission.regency_id}-{submission.cycle.year}-{slugify(standing.part.pillar.name_id)}.xlsx"


def raw_table(standing: PartStanding, *, at: datetime) -> bytes:
    """The workbook, in Indonesian. Two queries. Nothing in it says who answered: rows have numbers, no labels."""
    with override("id"):
        statements = [row.indicator for row in standing.statements]
        rows = rows_of(list(responses_of(standing.part, "semua")), statements)
        submission = standing.part.survey.submission
        head = [
            f"Survei dampak {submission.regency.name}, {submission.cycle.name}: {standing.part.pillar.name_id}",
            f"Keadaan pada {sentence(at, submission.regency.timezone)}. Nilai 0 sampai 4; tt: tidak tahu; kosong: tidak diisi.",
        ]
        answers = Sheet("Jawaban", _columns(standing), [_line(n, row, standing) for n, row in enumerate(rows, 1)], head)
        means = Sheet("Rerata", _MEANS, _means(standing), head)
        return write_book([answers, means], title=head[0])


_MEANS = [
    Column("Nomor", 8),
    Column("Program", 36),
    Column("Pernyataan", 60),
    Column("Nilai diberikan", 14),
    Column("Jumlah nilai", 14),
    Column("Tidak tahu", 12),
    Column("Rerata", 10),
]


def _columns(standing: PartStanding) -> list[Column]:
    known = [Column(f"Mengenal: {printable(str(row.programme))}", 20) for row in standing.programmes]
    said = [Column(f"{row.indicator.order}. {row.indicator.label_id}", 18) for row in standing.statements]
    fixed = [
        ("Nomor", 8),
        ("Hari", 12),
        ("Jalur", 16),
        ("Dihitung", 10),
        ("Tanda", 32),
        ("Keputusan", 16),
        ("Alasan", 40),
    ]
    return [*(Column(title, width) for title, width in fixed), *known, *said]


def _line(number: int, row: Row, standing: PartStanding) -> list[Value]:
    response = row.response
    knows = [response.knows.get(one.programme.sub_pillar_id) for one in standing.programmes]
    return [
        number,
        response.day,
        str(Response.Channel(response.channel).label),
        row.counts,
        "; ".join(row.flag_words),
        str(response.get_verdict_display()),
        printable(response.reason),
        *knows,
        *(_cell(value) for value in row.values),
    ]


def _cell(value: str) -> str | int | None:
    return None if value == "" else value if value == UNKNOWN else int(value)


def _means(standing: PartStanding) -> list[list[Value]]:
    return [
        [
            row.indicator.order,
            printable(str(programme.programme)),
            row.indicator.label_id,
            row.tally.given,
            row.tally.total,
            row.tally.unknown,
            row.tally.mean,
        ]
        for programme in standing.programmes
        for row in programme.statements
    ]
