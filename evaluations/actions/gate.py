"""What stands between a cycle and its results, as sentences that name regions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.clock import sentence
from evaluations.models import LIVE, Plenary, Reply, ResultRun, Seat
from evaluations.queries.replies import without_effect
from submissions.models import Cycle, Submission

MOST_SENTENCES = 10


def what_blocks(cycle: Cycle, at: datetime) -> list[str]:
    """All that blocks the announcement: panels, and after a draft its right of reply. Empty: go."""
    return [*what_blocks_announcement(cycle), *what_blocks_replies(cycle, at)]


def what_blocks_replies(cycle: Cycle, at: datetime) -> list[str]:
    """What the right of reply still wants: its end, every decision, and an effect of every accepted objection.

    One query without a draft, four with one.
    """
    draft = ResultRun.objects.filter(cycle=cycle, kind=ResultRun.Kind.DRAFT).first()
    if draft is None or draft.replies_until is None:
        return []
    found = []
    zone = str(timezone.get_default_timezone())
    if at < draft.replies_until:
        found.append(_("Masa sanggah belum berakhir: %(when)s.") % {"when": sentence(draft.replies_until, zone)})
    waiting = Reply.objects.filter(
        result__run=draft, kind=Reply.Kind.OBJECT, state__in=(Reply.State.SENT, Reply.State.ASKED)
    ).select_related("result__submission__regency", "indicator")
    for row in waiting.order_by("result__submission__regency_id", "indicator__order"):
        found.append(_("%(region)s: sanggahan nomor %(number)d belum diputuskan.") % _words(row))
    for row in without_effect(draft):
        found.append(_("%(region)s: sanggahan nomor %(number)d diterima, tetapi nilainya tidak berubah.") % _words(row))
    return found


def _words(row: Reply) -> dict[str, object]:
    return {"region": row.result.submission.regency, "number": row.indicator.order}


def what_blocks_announcement(cycle: Cycle) -> list[str]:
    """Why results cannot be announced yet, as sentences naming regions; empty: go. One query."""
    panels = (
        Submission.objects.filter(cycle=cycle)
        .exclude(state=Submission.State.ABSENT)
        .annotate(
            seated=Count("seats", filter=Q(seats__state__in=LIVE)),
            ready=Count("seats", filter=Q(seats__state=Seat.State.HANDED_IN)),
            talk=F("plenary__state"),
        )
    )
    rows = list(panels.select_related("regency", "instrument").order_by("regency_id"))
    found = [sentence for row in rows if (sentence := _what_blocks(row))]
    if not any(row.state == Submission.State.HANDED_IN for row in rows):
        found.append(_("Belum ada daerah yang dapat dinilai dalam siklus ini."))
    return found


def _what_blocks(row: Submission) -> str:
    """`row` carries the numbers of its panel, `seated` and `ready`, and where its plenary is (None: there was none)."""
    seated, ready, size = row.seated, row.ready, row.instrument.panel_size  # type: ignore[attr-defined]
    words = {"region": row.regency, "ready": ready, "seated": seated, "size": size}
    if row.state != Submission.State.HANDED_IN:
        return _("%(region)s belum menyerahkan isian. Serahkan, atau catat tidak ikut serta.") % words
    if seated < size:
        return _("Panel %(region)s: baru %(seated)d dari %(size)d kursi terisi.") % words
    if ready < seated:
        return _("Panel %(region)s: %(ready)d dari %(seated)d asesor sudah menyerahkan.") % words
    if row.talk not in (None, Plenary.State.CLOSED):  # type: ignore[attr-defined]
        return _("Panel %(region)s: berita acara pleno belum ditutup.") % words
    return ""


def shortened(sentences: Sequence[str]) -> list[str]:
    """The first few sentences and how many more there are: a refusal is read, not scrolled."""
    if len(sentences) <= MOST_SENTENCES:
        return list(sentences)
    rest = _("Dan %(count)d hal lainnya.") % {"count": len(sentences) - MOST_SENTENCES}
    return [*sentences[:MOST_SENTENCES], rest]
