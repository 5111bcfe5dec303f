"""An assessor's worksheet: the marks and notes of the own seat, to take along and to file; a blank form before."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import WORKING, Seat
from evaluations.rules import own_seats, scores
from journal.models import Audience
from reports import qr
from reports.kinds.kind import Kind, Person, Told
from reports.queries.worksheet import Worksheet, worksheet


def _rows() -> QuerySet[Seat]:
    related = ("submission__regency__province", "submission__cycle", "submission__instrument", "assessor")
    return Seat.objects.select_related(*related)


def _visible(user: Person) -> QuerySet[Seat]:
    return _rows().filter(pk__in=own_seats(user).values("pk"))


def _refusal(seat: Seat) -> str:
    return "" if seat.state in WORKING else _("Kursi ini tidak lagi menilai.")


def _tell(seat: Seat) -> Told:
    submission = seat.submission
    return Told(submission.regency.name, submission.cycle.name, submission.regency, submission.cycle)


def context(data: Worksheet, key: str) -> dict[str, Any]:
    return {"report": data, "check": qr.code(key, "worksheet")}


KIND: Kind[Seat, Worksheet] = Kind(
    code="worksheet",
    title=gettext_lazy("Lembar kerja asesor"),
    template="reports/pdf/worksheet.html",
    rows=_rows,
    visible=_visible,
    reads=scores,
    data=worksheet,
    context=context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=False,
    audience=Audience.OWN,
)
