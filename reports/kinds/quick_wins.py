"""The Quick Win report of a regency: where all stand through the years, the story of each, and their risks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import REGIONAL_ROLES, Actor
from accounts.rules import assessor, secretariat
from journal.models import Audience
from quickwins.models import QuickWin, readable_regencies
from regencies.models import Regency
from regencies.rules import acting_in
from reports import qr
from reports.kinds.kind import Kind, Person, Told
from reports.queries.quick_wins import QuickWinReport, quick_win_report


def _rows() -> QuerySet[Regency]:
    return Regency.objects.select_related("province")


def _visible(user: Person) -> QuerySet[Regency]:
    return _rows().filter(pk__in=readable_regencies(user).values("pk"))


def _reads(user: Person, regency: Regency) -> Actor | None:
    return acting_in(user, regency.pk, *REGIONAL_ROLES) or secretariat(user) or assessor(user)


def _refusal(regency: Regency) -> str:
    known = QuickWin.objects.filter(regency=regency).exists()
    return "" if known else _("Belum ada Quick Win yang dicatat.")


def _tell(regency: Regency) -> Told:
    return Told(regency.name, "Quick Win", regency, None)


def _context(data: QuickWinReport, key: str) -> dict[str, Any]:
    return {"report": data, "check": qr.code(key, "quick-wins")}


KIND: Kind[Regency, QuickWinReport] = Kind(
    code="quick-wins",
    title=gettext_lazy("Laporan Quick Win"),
    template="reports/pdf/quick_wins.html",
    rows=_rows,
    visible=_visible,
    reads=_reads,
    data=quick_win_report,
    context=_context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=False,
    audience=Audience.REGION,
)
