"""The full report of a region: one per result, and a result never changes."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import Result
from evaluations.rules import reads_result, visible_results
from journal.models import Audience
from regencies.queries import emblem_mark
from reports import pdf
from reports.books import region_book
from reports.kinds.kind import Kind, Person, Told
from reports.letters import region_letter
from reports.queries.region import region_report, results_with_relations
from reports.shapes import RegionReport
from submissions.models import Cycle


def in_force(result: Result) -> bool:
    return result.run.is_current and result.run.cycle.state == Cycle.State.ANNOUNCED


def refusal(result: Result) -> str:
    """A superseded result gets no new file: its marks and notes may no longer be those of its numbers."""
    if in_force(result):
        return ""
    return _("Hasil ini sudah digantikan, jadi laporan baru tidak dibuat untuknya.")


def tell(result: Result) -> Told:
    submission = result.submission
    return Told(submission.regency.name, result.run.cycle.name, submission.regency, result.run.cycle)


def visible(user: Person) -> QuerySet[Result]:
    return visible_results(user).select_related("submission__regency__province", "submission__instrument", "run__cycle")


def dress(result: Result) -> str:
    return emblem_mark(result.submission.regency_id)


KIND: Kind[Result, RegionReport] = Kind(
    code="region",
    title=gettext_lazy("Laporan evaluasi daerah"),
    template="reports/pdf/report.html",
    rows=results_with_relations,
    visible=visible,
    reads=reads_result,
    data=region_report,
    context=pdf.context,
    tell=tell,
    refusal=refusal,
    is_fixed=True,
    audience=Audience.REGION,
    formats={"xlsx": region_book, "docx": region_letter},
    in_force=in_force,
    dress=dress,
)
