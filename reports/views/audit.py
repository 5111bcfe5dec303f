"""The consistency audit of a cycle: what does not fit together, with the place of each finding; as page and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.spreadsheet import write_csv
from pillars.models import Cohort
from reports.findings import KINDS, Finding, Kind, counts_of
from reports.queries.audit import Scope
from reports.views.cockpit import secretary
from submissions.models import Cycle

A_PAGE = 50
MOST = 10_000
"""Lines of a file: what is read and written within a second or so."""
COLUMNS = ("temuan", "kode", "daerah", "nomor", "pertanyaan", "orang", "uraian", "alamat")


@login_required
@require_safe
def audit(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """All kinds with their numbers, and a page of the findings of one of them."""
    scope = _scope(request, cycle_id)
    counts = counts_of(scope)
    slug = request.GET.get("temuan", "") or next((slug for slug, count in counts.items() if count), next(iter(KINDS)))
    kind = _kind(slug)
    pages = Paginator(kind.rows(scope), A_PAGE)
    pages.count = counts[slug]  # counted already
    page = pages.get_page(request.GET.get("hal"))
    context: dict[str, Any] = {
        "cycle": scope.cycle,
        "scope": scope,
        "kinds": [(row, counts[row.slug]) for row in KINDS.values()],
        "kind": kind,
        "total": sum(counts.values()),
        "page": page,
        "numbers": pages.get_elided_page_range(page.number),
        "findings": [kind.told(row) for row in page],
        "all_cohorts": Cohort.choices,
        "is_filtered": bool(scope.cohort or scope.search),
    }
    return render(request, "reports/audit.html", context)


@login_required
@require_safe
def audit_file(request: HttpRequest, cycle_id: UUID) -> HttpResponse:
    """The findings with the filters of the page; without `temuan` of all kinds."""
    scope = _scope(request, cycle_id)
    slug = request.GET.get("temuan", "")
    kinds = [_kind(slug)] if slug else list(KINDS.values())
    found = ((kind, finding) for kind in kinds for finding in kind.findings(scope))
    rows = lines_of(request, found, MOST)
    name = f"pemeriksaan-{scope.cycle.year}-{scope.cycle.stage}{f'-{slug}' if slug else ''}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse("\ufeff" + write_csv(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def lines_of(request: HttpRequest, found: Iterable[tuple[Kind, Finding]], most: int) -> Iterator[list[object]]:
    """A line a finding; after `most` of them one that says that there are more, since a request must end soon."""
    for number, (kind, finding) in enumerate(found):
        if number == most:
            text = _("Berkas ini dipotong setelah %(count)d temuan. Saring menurut jenis, kohort, atau daerah.")
            yield [*[""] * COLUMNS.index("uraian"), text % {"count": most}, ""]
            return
        yield _cells(request, kind, finding)


def _cells(request: HttpRequest, kind: Kind, finding: Finding) -> list[object]:
    question = finding.question
    return [
        str(kind.label),
        finding.regency.pk,
        finding.regency.name,
        question.order if question else "",
        question.label if question else "",
        finding.person,
        finding.text,
        request.build_absolute_uri(finding.place),
    ]


def _scope(request: HttpRequest, cycle_id: UUID) -> Scope:
    secretary(request)
    cohort = request.GET.get("kohort", "")
    if cohort and cohort not in Cohort.values:
        raise Http404
    search = request.GET.get("cari", "").replace("\0", "").strip()[:80]
    return Scope(request.user, get_object_or_404(Cycle, pk=cycle_id), cohort, search)  # type: ignore[arg-type]


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]
