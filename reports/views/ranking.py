"""League tables, open to everyone who signs in: announced results are public."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rules import secretariat
from common.stencil import Gap, Stencil, stencil
from evaluations import bands
from evaluations.models import Result
from evaluations.words import rank_set, tie_rule
from pillars.models import Cohort
from regencies.islands import Island
from regencies.models import Province, Regency
from regencies.rules import own_codes
from reports.queries import ranking as queries
from reports.templatetags.wording import change, number
from reports.wording import NO_VALUE
from submissions.models import Cycle

A_WEEK = 7 * 24 * 3600
DESCENDING = "turun"
NOBODY = UUID(int=0)  # its place in an address is filled with each result's own id


@login_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """The table of one announced cycle; without a choice the newest official one."""
    cycles = list(queries.announced_cycles())
    if not cycles:
        return render(request, "reports/ranking.html", {"cycles": cycles})
    provinces = list(Province.objects.all())
    choice = _choice(request, cycles, provinces)
    context = {
        "cycles": cycles,
        "choice": choice,
        "cohorts": Cohort.choices,
        "provinces": provinces,
        "kinds": Regency.Kind.choices,
        "islands": Island.choices,
        "table": _table(choice, linked=bool(secretariat(request.user))),
        "own": _own(request, choice.cycle),
        "descending": DESCENDING,
        "tie_rule": tie_rule(choice.cycle.tie_chain),
    }
    return render(request, "reports/ranking.html", context)


def _own(request: HttpRequest, cycle: Cycle) -> list[tuple[Result, str]]:
    """The reader's own regions with the set in which their stored rank counts."""
    found = queries.own_results(cycle, own_codes(request.user))
    return [(row, rank_set(row.submission.cohort, cycle.name, row.rank_of)) for row in found]


def _choice(request: HttpRequest, cycles: list[Cycle], provinces: list[Province]) -> queries.Choice:
    wanted = request.GET.get("siklus", "")
    cycle = next((cycle for cycle in cycles if str(cycle.pk) == wanted), None)
    if wanted and cycle is None:
        raise Http404(_("Siklus tidak ditemukan."))
    cohort = _one_of(Cohort.values, request.GET.get("kohort", ""), _("Kohort tidak ditemukan."))
    kind = _one_of(Regency.Kind.values, request.GET.get("jenis", ""), _("Jenis daerah tidak ditemukan."))
    island = _one_of(Island.values, request.GET.get("pulau", ""), _("Kelompok pulau tidak ditemukan."))
    code = request.GET.get("provinsi", "")
    province = next((row for row in provinces if row.pk == code), None)
    if code and province is None:
        raise Http404(_("Provinsi tidak ditemukan."))
    sort = request.GET.get("urut", "rank")
    descending = request.GET.get("arah", "") == DESCENDING
    if sort not in queries.SORTS:
        sort = "rank"
    return queries.Choice(cycle or cycles[0], cohort, province, kind, island, sort=sort, descending=descending)


def _one_of(known: list[str], asked: str, missing: str) -> str:
    """What was asked for, or nothing; 404 for what is unknown."""
    if asked and asked not in known:
        raise Http404(missing)
    return asked


@dataclass(frozen=True)
class Head:
    """A sortable column: `url` sorts by it, the other way round when it is sorted so already; `sorted` is aria-sort."""

    label: str
    url: str
    sorted: str


def _head(choice: queries.Choice, column: str, label: str) -> Head:
    """Numbers start with the highest, places and names with the first."""
    is_sorted = choice.sort == column
    falls = not choice.descending if is_sorted else column not in ("rank", "name")
    asked = {
        "siklus": choice.cycle.pk,
        "kohort": choice.cohort,
        "jenis": choice.kind,
        "provinsi": choice.province.pk if choice.province else "",
        "pulau": choice.island,
        "urut": column,
        "arah": DESCENDING if falls else "",
    }
    url = urlencode({name: value for name, value in asked.items() if value})
    return Head(label, f"?{url}", ("descending" if choice.descending else "ascending") if is_sorted else "")


def _table(choice: queries.Choice, *, linked: bool) -> str:
    """The table as HTML, with a link on every row for those who may open every result.

    A run never changes, so the table is rendered once per run, choice and language, and kept.
    """
    run, studied = choice.cycle.run_id, choice.cycle.studied_at  # type: ignore[attr-defined]  # announced_cycles() adds both
    place = choice.province.pk if choice.province else ""
    order = f"{choice.sort}{'-' if choice.descending else ''}"
    chosen = f"{choice.cohort}:{choice.kind}:{place}:{choice.island}"
    key = f"ranking:{run}:{bool(studied)}:{chosen}:{order}:{linked}:{get_language()}"
    table: str | None = cache.get(key)
    if table is None:
        rows = queries.rows(choice)
        dimensions = queries.dimensions_of(rows)
        # Bands tell of places within a cohort, so they stand only where the shown places are those.
        is_cohort = choice.is_whole and len({row.cohort for row in rows}) == 1
        shows_bands = bool(studied) and is_cohort
        context = {
            "choice": choice,
            "rows": _rows(rows, dimensions, linked=linked, studied=shows_bands),
            "compared": sum(row.moved is not None for row in rows),
            "ranked": sum(row.rank is not None for row in rows),
            "any_differs": any(row.differs for row in rows),
            "rank_head": _head(choice, "rank", _("Peringkat")),
            "name_head": _head(choice, "name", _("Daerah")),
            "final_head": _head(choice, "final", _("Indeks Pencapaian")),
            "improvement_head": _head(choice, "improvement", _("Indeks Peningkatan")),
            "moved_head": _head(choice, "moved", _("Pergerakan")),
            "heads": [_head(choice, slug, label) for slug, label in dimensions],
            "absent": queries.absent(choice),
            "is_studied": shows_bands,
            "has_bands_elsewhere": bool(studied) and not is_cohort,
        }
        table = render_to_string("reports/parts/ranking_table.html", context)
        cache.set(key, table, A_WEEK)
    return table


def _rows(
    rows: list[queries.Row], dimensions: list[tuple[str, str]], *, linked: bool, studied: bool
) -> list[SafeString]:
    """The lines of the table, drawn with a stencil: there are some five hundred of them."""
    address = reverse("evaluations:result", args=[NOBODY]) if linked else ""
    compared = any(row.moved is not None for row in rows)
    drawn: dict[tuple[bool, ...], Stencil] = {}
    lines = []
    for row in rows:
        url = address.replace(str(NOBODY), str(row.result_id))
        texts = _texts(row, dimensions, url, studied=studied, compared=compared)
        shape = (row.differs, *map(bool, texts.values()))
        if shape not in drawn:
            gaps = {name: Gap(name) if text else "" for name, text in texts.items()}
            drawn[shape] = stencil("reports/parts/ranking_row.html", differs=row.differs, **gaps)
        lines.append(drawn[shape].fill(texts))
    return lines


def _texts(
    row: queries.Row, dimensions: list[tuple[str, str]], url: str, *, studied: bool, compared: bool
) -> dict[str, str]:
    """What fills the gaps of a line; an empty text leaves its part of the line out."""
    cells = "".join(f'<td class="num">{number(row.dimensions.get(slug))}</td>' for slug, _label in dimensions)
    return {
        "rank": NO_VALUE if row.rank is None else str(row.rank),
        "url": url,
        "name": row.name,
        "final": number(row.final),
        "improvement": change(row.improvement),
        "band": band_words(row) if studied else "",
        "moved": movement(row.moved) if compared else "",
        "cells": SafeString(cells),
        "province": row.province,
    }


def movement(places: int | None) -> str:
    """Places gained or lost, in words."""
    if places is None:
        return NO_VALUE
    if places == 0:
        return _("tetap")
    return (_("naik %(places)d") if places > 0 else _("turun %(places)d")) % {"places": abs(places)}


def band_words(row: queries.Row) -> str:
    """The places among which a region cannot be told apart, and its group: "6–11 · 3"."""
    if row.alike_best is None:
        return NO_VALUE
    places = str(row.alike_best) if row.alike_best == row.alike_worst else f"{row.alike_best}–{row.alike_worst}"
    return _("%(places)s, kelompok %(group)s") % {"places": places, "group": row.group}


@login_required
@require_safe
def ranking_method(request: HttpRequest) -> HttpResponse:
    """In plain words: how ranks are made, how sure they are, and what they do not say."""
    declared = [(row.name, tie_rule(row.tie_chain)) for row in queries.announced_cycles() if row.tie_chain]
    numbers = {
        "draws": bands.DRAWS,
        "cover": round(bands.COVER * 100),
        "certain": round(bands.CERTAIN * 100),
        "shift": round(bands.WEIGHT_SHIFT * 100),
    }
    return render(request, "reports/ranking_method.html", {**numbers, "tie_rule": tie_rule(), "declared": declared})
