"""Invented data for each kind of report: plain ones to look at, and ones in which every text of a person is hostile.

A new kind adds its two lines to `PLAIN` and `HOSTILE`; what is checked of every kind then covers it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from django.test import override_settings
from PIL import Image, ImageDraw

from evaluations.minutes import Change, Item, Member, Minutes
from quickwins.scoring import level as _level
from reports import pdf
from reports.attached import attached
from reports.kinds import KINDS
from reports.queries.alignment import AlignmentAnnex, LinkLine, PillarRow
from reports.queries.brief import _SHARED, Brief, Promise
from reports.queries.certificate import Certificate, Part
from reports.queries.national import CohortPart, National, spread
from reports.queries.national import Line as Region
from reports.queries.quick_wins import HeatCell, QuickWinReport, RiskLine, Story, YearLine
from reports.queries.receipt import FileLine, ReceiptReport, WarningLine
from reports.queries.survey_form import FormProgramme, SurveyForm
from reports.queries.worksheet import Line, Worksheet
from reports.shapes import Emblem, NoteLine
from reports.tests.samples import LABELS, OPINIONS, SENTENCES, sample_report
from reports.tests.test_hostile import everywhere

SUBJECT = "7d0f7c1e-52a4-4b7c-9c5a-0a1c5d1b9e42"
PROGRAMMES = (
    ("Layanan perizinan dalam satu aplikasi", "Berjalan", "12 izin daring", "9 izin daring"),
    ("Dasbor air bersih pedesaan", "Selesai", "30 desa", "31 desa"),
    ("Peta wisata bersama warga", "Berjalan", "5 destinasi", ""),
    ("Bank sampah digital", "", "20 kelurahan", ""),
)


@cache
def shield() -> Emblem:
    """An invented emblem: a shield of four fields on nothing."""
    picture = Image.new("RGBA", (320, 400))
    draw = ImageDraw.Draw(picture)
    for i, colour in enumerate(("#0e5a5c", "#c98a3a", "#c98a3a", "#0e5a5c")):
        x, y = 20 + i % 2 * 140, 20 + i // 2 * 150
        draw.rectangle((x, y, x + 140, y + 150), fill=colour)
    draw.polygon(((20, 320), (300, 320), (160, 392)), fill="#0b3f45")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return Emblem("5" * 64, f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}")


def sample_brief(text: str = "", name: str = "Kabupaten Paser") -> Brief:
    report = sample_report(regency_name=name)
    notes = tuple(NoteLine(text or f"Asesor {i}", text or OPINIONS[i], "") for i in range(1, 4))
    promises = tuple(Promise(text or a, b, text or c, text or d) for a, b, c, d in PROGRAMMES)
    return Brief(
        **{field: getattr(report, field) for field in _SHARED},
        strengths=notes,
        weaknesses=notes[::-1],
        advice=notes,
        promises=promises,
        more_promises=4 if text else 0,
    )


def sample_worksheet(texts: Sequence[str] = (), *, blank: bool = False) -> Worksheet:
    """With `texts`, a question and a note for each; without, the first three dimensions of the sample report."""
    report = sample_report()
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    if texts:
        groups = ((texts[0], tuple(Line(i, text, text, "3", text) for i, text in enumerate(texts, 1))),)
        notes: tuple[tuple[str, tuple[NoteLine, ...]], ...] = (
            ("Kekuatan", tuple(NoteLine("", text, "") for text in texts)),
        )
        text = texts[-1]
        return Worksheet(text, text, text, text, text, 2, text, True, groups, notes)
    groups = tuple(
        (d.name, tuple(Line(q.number, q.label, q.answer_text, q.own_level, "" if blank else q.marks[0]) for q in lines))
        for d in report.dimensions[:3]
        if (lines := d.questions[:12])
    )
    notes = (
        ("Kekuatan", () if blank else (NoteLine("", OPINIONS[0], ""), NoteLine("", OPINIONS[2], ""))),
        ("Kelemahan", () if blank else (NoteLine("", OPINIONS[1], ""),)),
        ("Rekomendasi", ()),
    )
    place = (report.regency_name, report.province_name, report.cycle_name, report.cohort_name, "Asesor Contoh")
    return Worksheet(*place, 2, "Diundang" if blank else "Menilai", True, groups, notes)


def sample_receipt(texts: Sequence[str] = ()) -> ReceiptReport:
    names = texts or tuple(f"Notulen rapat Dewan Smart City triwulan {i}.pdf" for i in range(1, 13))
    files = tuple(FileLine(n, text, None if n % 2 else n, 10**6, f"{n:02d}ab" * 16) for n, text in enumerate(names, 1))
    warnings = tuple(WarningLine(n, text, text) for n, text in enumerate(texts or OPINIONS[:2], 1))
    name, cycle, by = (
        [texts[0]] * 3 if texts else ("Kabupaten Paser", "Evaluasi Kota Cerdas 2023", "Kepala Dinas Contoh")
    )
    return ReceiptReport(name, cycle, True, 2, "3 Mei 2026 pukul 10.00 WITA", by, 117, "cd" * 32, files, warnings)


def sample_survey_form(texts: Sequence[str] = ()) -> SurveyForm:
    """Two forms of three programmes; with `texts`, a programme for each and no form beyond the first."""
    asked = texts or ("Layanan perizinan daring", "Forum konsultasi kebijakan", "Satu data daerah")
    said = texts or ("Ketersediaan akses daring", "Kejelasan prosedur", "Layanan makin cepat")
    programmes = tuple(
        FormProgramme(name, tuple((46 + 3 * n + k, said[k]) for k in range(3))) for n, name in enumerate(asked)
    )
    region, cycle = [texts[0]] * 2 if texts else ("Kabupaten Paser", "Evaluasi Kota Cerdas 2023")
    codes = ("K7QF-29MX",) if texts else ("K7QF-29MX", "M3RT-8WPA")
    return SurveyForm(region, cycle, True, texts[0] if texts else "Smart Governance", programmes, codes)


def sample_certificate(text: str = "", **changes: str) -> Certificate:
    report = sample_report()
    parts = tuple(Part(d.name, d.value) for d in report.dimensions)
    texts = (report.regency_name, report.province_name, report.cycle_name, report.stage_name, report.cohort_name)
    name, province, cycle, stage, cohort = [text] * 5 if text else texts
    at, key = report.announced_at, report.result_id
    found = Certificate(name, province, cycle, stage, cohort, 2023, True, Decimal("2.50"), 8, 37, at, 1, key, parts)
    return replace(found, emblem=None if text else shield(), **changes)


def sample_national(texts: Sequence[str] = (), regions: Sequence[int] = (37, 58, 24)) -> National:
    """So many regions in each of up to three cohorts; `texts` take turns as every text."""
    report = sample_report()
    dimensions = tuple(d.name for d in report.dimensions)

    def line(cohort: int, i: int) -> Region:
        name = texts[i % len(texts)] if texts else f"{'Kota' if i % 4 == 0 else 'Kabupaten'} Contoh {cohort}.{i + 1}"
        final = _falling(i, regions[cohort])
        values = tuple(_around(final, 7 * i + 3 * k + cohort) for k in range(6))
        if i % 9 == 4:
            values = (*values[:5], None)
        change = None if i % 7 == 3 else (Decimal((i * 13) % 41) - 17) / 100
        return Region(name, name if texts else f"Provinsi Contoh {i % 11}", i + 1, final, change, values)

    parts = []
    for cohort, (slug, label) in enumerate(
        (("early", "Kohort awal"), ("regular", "Reguler"), ("kppn_ikn", "KPPN dan IKN"))
    ):
        if cohort == len(regions):
            break
        lines = tuple(line(cohort, i) for i in range(regions[cohort]))
        spreads = [spread("Indeks Pencapaian", [found.final for found in lines])]
        spreads += [spread(name, [found.values[i] for found in lines]) for i, name in enumerate(dimensions)]
        absent = texts or ("Kabupaten Absen",)
        title, weights = texts[0] if texts else label, tuple(d.weight for d in report.dimensions)
        rule = report.rounding
        parts.append(CohortPart(slug, title, dimensions, weights, rule, lines, tuple(spreads), tuple(absent)))
    cycle, stage = [texts[0]] * 2 if texts else (report.cycle_name, report.stage_name)
    rule = texts[0] if texts else report.tie_rule
    return National(cycle, stage, 2023, True, report.announced_at, rule, "run", 1, "0f" * 32, tuple(parts))


def _falling(i: int, count: int) -> Decimal:
    """Finals from 3.62 down to about 1.2, closest together in the middle, as real ones are."""
    step = Decimal(2 * i - count + 1) / max(count - 1, 1)
    return (Decimal("2.41") - Decimal("1.21") * step**3 * Decimal("0.7") - Decimal("0.36") * step).quantize(
        Decimal("0.01")
    )


def _around(final: Decimal, turn: int) -> Decimal:
    return min(Decimal(4), max(Decimal(0), final + (Decimal(turn * 29 % 121) - 60) / 100))


def sample_quick_wins(texts: Sequence[str] = ()) -> QuickWinReport:
    """Four programmes of two pillars through four years; `texts` take turns as programmes whose every text is that one."""
    columns, impacts = (2020, 2021, 2022, 2023), ("Tidak signifikan", "Kurang", "Cukup", "Signifikan", "Sangat")
    states = (("planned", "Direncanakan"), ("running", "Berjalan"), ("paused", "Dijeda"), ("finished", "Selesai"))
    rows = [(text, text, text, text) for text in texts] or list(PROGRAMMES)
    stories = []
    for i, (name, _state, target, done) in enumerate(rows):
        why = texts[i] if texts else "Mitra pendana berganti."
        years = tuple(
            YearLine(
                year,
                *states[(i + k) % 4],
                target,
                done,
                why if (i + k) % 4 == 2 else "",
                500_000_000 * k or None,
                380_000_000 * k,
            )
            for k, year in enumerate(columns)
            if k >= i % 3
        )
        said = (("Output", texts[i] if texts else OPINIONS[0]), ("Dampak", texts[i] if texts else OPINIONS[3]))
        words, office = (texts[i], texts[i]) if texts else ("Mitra terlambat menyediakan data.", "Dinas Contoh")
        risk = RiskLine(texts[i][:30] if texts else "R1", words, "Tinggi", words, office, "Terbuka")
        cells = (*[None] * (i % 3), *years)
        earlier = texts[i] if texts else "Layanan perizinan satu pintu" * (i == 0)
        stories.append(Story(i + 1, f"QW-{i}", name, office, 2020 + i % 3, earlier, cells, years, said, (risk,)))
    heat = tuple(
        (likelihood, tuple(HeatCell(_level(5 - i, j + 1), "Tingkat", ("1·R1",) if i == j else ()) for j in range(5)))
        for i, likelihood in enumerate(("Hampir pasti", "Sering", "Kadang-kadang", "Jarang", "Hampir tidak"))
    )
    groups = ((texts[0] if texts else "Smart Living", tuple(stories[:2])), ("Smart Society", tuple(stories[2:])))
    place = (texts[0], texts[0]) if texts else ("Kabupaten Paser", "Kalimantan Timur")
    return QuickWinReport(*place, True, columns, 2023, 2, 3, 2, 0, 1, groups, heat, impacts)


def _hostile_brief(payloads: tuple[str, ...]) -> list[Brief]:
    notes = [tuple(NoteLine(p, p, p) for p in payloads[start : start + 10]) for start in (0, 10, 20)]
    promises = tuple(Promise(p, p, p, p) for p in payloads)
    changes = dict(zip(("strengths", "weaknesses", "advice"), notes, strict=True))
    return [replace(sample_brief(), regency_name=payloads[0], promises=promises, **changes)]


def _hostile_certificates(payloads: tuple[str, ...]) -> list[Certificate]:
    """It shows five texts, so that all payloads take several certificates."""
    fields = ("regency_name", "province_name", "cycle_name", "stage_name", "cohort_name")
    starts = range(0, len(payloads), len(fields))
    return [sample_certificate(**dict(zip(fields, payloads[start:], strict=False))) for start in starts]


def sample_minutes(texts: Sequence[str] = ()) -> Minutes:
    """With `texts`, one question for each, whose every word it is; without, a panel of five and four questions."""
    opened, done = "2026-11-24T02:10:00+00:00", "2026-11-24T02:31:00+00:00"
    names = texts or tuple(f"Asesor Contoh {name}" for name in ("Satu", "Dua", "Tiga", "Empat", "Lima"))
    labels = texts or LABELS[:4]
    members = tuple(
        Member(
            n,
            name,
            texts[n - 1] if texts else f"Universitas Contoh {n}",
            n == 1,
            n != 4,
            *_signed(n, name, bool(texts)),
        )
        for n, name in enumerate(names, 1)
    )
    items = tuple(
        Item(
            number=n * 7,
            question=label,
            opened_at=opened,
            done_at=done,
            marks=tuple((name, str((n + seat) % 5)) for seat, name in enumerate(names[:5])),
            outcome=label if texts else OPINIONS[n % 4],
            value="0" if n == 1 else "TB" if n == 2 else "",
            reason=label if texts else "Bukti hanya mencakup satu kecamatan." if n < 3 else "",
            changes=(Change(label, "4", "2", label),) if texts else (),
            dissents=((label, label),) if texts else ((names[2], OPINIONS[1]),) if n == 2 else (),
        )
        for n, label in enumerate(labels, 1)
    )
    text = texts[-1] if texts else ""
    return Minutes(
        region=text or "Kabupaten Paser",
        code="64.01",
        province=text or "Kalimantan Timur",
        timezone="Asia/Makassar",
        cycle=text or "Evaluasi Kota Cerdas 2026",
        instrument=text or "Instrumen 2026, Reguler",
        is_sample=True,
        replaces=True,
        opened_at=opened,
        closed_at="2026-11-24T05:00:00+00:00",
        members=members,
        guests=text or "Narasumber contoh, Sekretariat contoh",
        items=items,
        skipped=((99, text or LABELS[5]),),
        text=text or "Pleno dilakukan secara daring. " + SENTENCES[0],
        sha256="ef" * 32,
    )


def _signed(number: int, name: str, is_hostile: bool) -> tuple[bool | None, str, str]:
    at = f"2026-11-24T04:{number:02d}:00+00:00"
    if is_hostile:
        return False, name, at
    return {3: (False, OPINIONS[1], at), 4: (None, "", "")}.get(number, (True, "", at))


def sample_alignment(texts: Sequence[str] = ()) -> AlignmentAnnex:
    """With `texts`, a link, a gap, an orphan and a mission for each; without, two missions and 24 links."""
    region, plan, rpjmd = texts[:3] or ("Kabupaten Paser", "Masterplan Smart City (2021–2026)", "RPJMD (2021–2026)")
    missions = tuple((f"M{n}", text) for n, text in enumerate(texts or ("Tata kelola terbuka", "Ekonomi pesisir"), 1))
    names = texts or tuple(f"MP-{n:02} {name}" for n in range(1, 7) for name, *_rest in PROGRAMMES)
    links = tuple(
        LinkLine(name, name, (name[:40] if texts else "41–43", "12"), (name if texts else "", "2 November 2026"))
        for name in names
    )
    pillars = (
        "Smart Governance",
        "Smart Branding",
        "Smart Economy",
        "Smart Living",
        "Smart Society",
        "Smart Environment",
    )
    rows = tuple(
        PillarRow(name, tuple((n + m) % 4 for m in range(min(len(missions), 2))), 4, n % 5, Decimal(25 * (n % 5)))
        for n, name in enumerate(pillars)
    )
    named = missions[:2] if texts else missions
    gaps, orphans = texts or ("MP-07 Penataan Koridor Tepi Sungai",), texts or ("RP-15 Program Penyelenggaraan Jalan",)
    return AlignmentAnnex(
        region, True, plan, rpjmd, Decimal("75.0"), Decimal("87.5"), named, rows, links, gaps, orphans
    )


PLAIN: dict[str, Callable[[], object]] = {
    "region": lambda: sample_report(emblem=shield()),
    "brief": sample_brief,
    "certificate": sample_certificate,
    "national": sample_national,
    "worksheet": sample_worksheet,
    "receipt": sample_receipt,
    "minutes": sample_minutes,
    "survey_form": sample_survey_form,
    "quick-wins": sample_quick_wins,
    "alignment": sample_alignment,
}
HOSTILE: dict[str, Callable[[tuple[str, ...]], Sequence[object]]] = {
    "region": lambda payloads: [everywhere([*payloads[shift:], *payloads[:shift]]) for shift in (0, 10, 20)],
    "brief": _hostile_brief,
    "certificate": _hostile_certificates,
    "national": lambda payloads: [sample_national(payloads, (len(payloads),))],
    "worksheet": lambda payloads: [sample_worksheet(payloads)],
    "receipt": lambda payloads: [sample_receipt(payloads)],
    "minutes": lambda payloads: [sample_minutes(payloads)],
    "survey_form": lambda payloads: [sample_survey_form(payloads)],
    "quick-wins": lambda payloads: [sample_quick_wins(payloads)],
    "alignment": lambda payloads: [sample_alignment(payloads)],
}


def printed(kind: str, data: object) -> bytes:
    return pdf.render(KINDS[kind].html(data, SUBJECT), attachments=attached(KINDS[kind], data))


@cache
def printed_sample(kind: str) -> bytes:
    """The plain sample, printed once for all tests of a run, with the same address in its code on every machine."""
    with override_settings(PORTAL_URL="https://portal.example"):
        return printed(kind, PLAIN[kind]())
