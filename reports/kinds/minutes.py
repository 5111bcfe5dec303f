"""The minutes of a plenary on paper (berita acara): as they were signed and locked, with room for ink."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Actor
from accounts.rules import secretariat
from evaluations.minutes import Minutes, from_content
from evaluations.models import Plenary
from evaluations.rules import sits, visible_boards
from journal.models import Audience
from reports import qr
from reports.kinds.kind import Kind, Person, Told


def _rows() -> QuerySet[Plenary]:
    return Plenary.objects.select_related("submission__regency__province", "submission__cycle")


def _visible(user: Person) -> QuerySet[Plenary]:
    """Those of the finished panel and of the secretariat, as the board and the room."""
    return _rows().filter(submission__in=visible_boards(user))


def _reads(user: Person, plenary: Plenary) -> Actor | None:
    return sits(user, plenary.submission) or secretariat(user)


def _refusal(plenary: Plenary) -> str:
    return "" if plenary.state == Plenary.State.CLOSED else _("Berita acara belum ditutup.")


def _data(plenary: Plenary) -> Minutes:
    return from_content(plenary.content, plenary.sha256)


def _tell(plenary: Plenary) -> Told:
    submission = plenary.submission
    return Told(submission.regency.name, submission.cycle.name, submission.regency, submission.cycle)


def context(data: Minutes, key: str) -> dict[str, Any]:
    place = {"regency_name": data.region, "sample": data.is_sample}
    return {"report": place, "minutes": data, "check": qr.code(key, "minutes")}


KIND: Kind[Plenary, Minutes] = Kind(
    code="minutes",
    title=gettext_lazy("Berita acara pleno"),
    template="reports/pdf/minutes.html",
    rows=_rows,
    visible=_visible,
    reads=_reads,
    data=_data,
    context=context,
    tell=_tell,
    refusal=_refusal,
    is_fixed=True,
    audience=Audience.SECRETARIAT,
)
