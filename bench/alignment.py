"""The matrix of two large plans, and the tree of a long RPJMD: CPU, queries and bytes of a page as it is sent first."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from alignment.models import Link
from bench.pages import measured, signed_in
from bench.table import Row
from bench.world import world
from documents.models import Document, Goal, MasterplanProgramme, Mission, RpjmdProgramme, Target, YearTarget
from pillars.models import Pillar
from regencies.models import Regency

PLANNED, AIMED, LINKED = 24, 200, 400
NODES = (5, 15, 60, 920)  # missions, goals, targets, programmes: 1,000 together
MATRIX_MS, MATRIX_QUERIES = 60.0, 18
PAPER_MS = 100.0  # opened once, not all day
SUGGESTED_MS, SUGGESTED_QUERIES = 150.0, 19
TREE_MS, TREE_QUERIES = 60.0, 18
MOST_KILOBYTES = 150.0


def rows() -> Iterator[Row]:
    found = world()
    regency = found.open_submission.regency
    plan, client = _plans(regency), signed_in(found.operator)
    name = f"Matrix, {PLANNED} x {AIMED} programmes, {LINKED} links"
    pages = [
        (name, reverse("alignment:matrix", args=[plan.pk]), MATRIX_MS, MATRIX_QUERIES),
        ("  for paper", reverse("alignment:print", args=[plan.pk]), PAPER_MS, MATRIX_QUERIES),
        ("  suggestions", reverse("alignment:suggestions", args=[plan.pk]), SUGGESTED_MS, SUGGESTED_QUERIES),
    ]
    tree = _rpjmd(regency, "BENCH-POHON", *NODES)
    pages.append(
        (f"RPJMD tree, {sum(NODES):,} nodes", reverse("documents:detail", args=[tree.pk]), TREE_MS, TREE_QUERIES)
    )
    for what, path, most_ms, most_queries in pages:
        yield from measured(what, lambda path=path: client.get(path), most_ms, most_queries)  # type: ignore[misc]
        yield Row("  page before compression", len(client.get(path).content) / 1024, "kB", MOST_KILOBYTES)


def _plans(regency: Regency) -> Document:
    """A Masterplan whose programmes are linked evenly to those of an RPJMD."""
    aims = list(_rpjmd(regency, "BENCH-RPJMD", 5, 15, 60, AIMED).rpjmd_programmes.order_by("code"))
    plan = _document(regency, "BENCH-MP", Document.Kind.MASTERPLAN)
    pillars = list(Pillar.objects.all())
    programmes = MasterplanProgramme.objects.bulk_create(
        MasterplanProgramme(
            document=plan,
            code=f"MP-{number:02}",
            name=f"Layanan digital warga nomor {number}",
            pillar=pillars[number % len(pillars)],
            horizon="short",
        )
        for number in range(PLANNED)
    )
    Link.objects.bulk_create(
        Link(
            programme=programmes[number % PLANNED],
            rpjmd_programme=aims[number * 7 % AIMED if number < AIMED else (number * 7 + 1) % AIMED],
            confirmed_at=timezone.now(),
        )
        for number in range(LINKED)
    )
    return plan


def _rpjmd(regency: Regency, code: str, missions: int, goals: int, targets: int, programmes: int) -> Document:
    document = _document(regency, code, Document.Kind.RPJMD)
    upper = Mission.objects.bulk_create(
        Mission(document=document, code=f"M{n}", order=n, text=f"Misi nomor {n} yang cukup panjang")
        for n in range(missions)
    )
    middle = Goal.objects.bulk_create(
        Goal(document=document, code=f"T{n}", text=f"Tujuan nomor {n}") for n in range(goals)
    )
    through = Goal.missions.through
    through.objects.bulk_create(
        through(goal_id=goal.pk, mission_id=upper[n % missions].pk) for n, goal in enumerate(middle)
    )
    lower = Target.objects.bulk_create(
        Target(document=document, goal=middle[n % goals], code=f"S{n}", text=f"Sasaran nomor {n}")
        for n in range(targets)
    )
    made = RpjmdProgramme.objects.bulk_create(
        RpjmdProgramme(
            document=document,
            target=lower[n % targets],
            code=f"RP-{n:03}",
            name=f"Program pelayanan dan pembangunan nomor {n}",
            indicator=f"Persentase warga yang dilayani program {n}",
            unit="persen",
        )
        for n in range(programmes)
    )
    YearTarget.objects.bulk_create(
        YearTarget(programme=row, year=year, text=f"{year - 1950} persen") for row in made for year in range(2021, 2027)
    )
    return document


def _document(regency: Regency, code: str, kind: str) -> Document:
    years = {"start_year": 2021, "end_year": 2026, "status": Document.Status.IN_FORCE}
    return Document.objects.create(regency=regency, code=code, kind=kind, title=f"Rencana {code}", **years)
