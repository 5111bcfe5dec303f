"""What a running cycle wants of the secretariat, as sentences with the page where it is done. No database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import days_left, sentence
from reports.queries.running import CycleLine
from submissions.models import Cycle, Window


@dataclass(frozen=True)
class Attention:
    """One line of the list. `is_ready`: nothing stands in the way of the next step."""

    text: str
    url: str
    is_ready: bool = False


def attention(line: CycleLine, *, at: datetime, timezone: str) -> list[Attention]:
    """What closes soon and what holds back the next step; with nothing in the way, the step itself."""
    holding = _HOLDING[line.cycle.state](line, at)
    return [*_closing(line, at, timezone), *(holding or [_next_step(line)])]


def _closing(line: CycleLine, at: datetime, timezone: str) -> list[Attention]:
    found = []
    for window in line.closing_soon(at):
        days = days_left(at, window.closes_at, timezone)
        left = (
            _("hari ini") if days == 0 else ngettext("%(days)d hari lagi", "%(days)d hari lagi", days) % {"days": days}
        )
        words = {"window": window.get_kind_display(), "when": sentence(window.closes_at, timezone), "left": left}
        text = _("Jendela “%(window)s” ditutup %(when)s (%(left)s).") % words
        found.append(Attention(text, _cycle_page(line)))
    return found


def _draft(line: CycleLine, _at: datetime) -> list[Attention]:
    page = _cycle_page(line)
    found = []
    if not line.cohorts:
        found.append(Attention(_("Belum ada kohort dengan instrumen."), page))
    if not line.invited:
        found.append(
            Attention(_("Belum ada daerah yang diundang."), reverse("submissions:cycle_invite", args=[line.cycle.pk]))
        )
    for kind in (Window.Kind.ANSWERS, Window.Kind.ASSESSMENT):
        if kind not in line.windows:
            found.append(Attention(_("Jendela “%(window)s” belum ditetapkan.") % {"window": kind.label}, page))
    return found


def _filling(line: CycleLine, at: datetime) -> list[Attention]:
    found = []
    if line.filling:
        window = line.windows.get(Window.Kind.ANSWERS)
        closed = window is not None and at >= window.closes_at
        text = (
            ngettext(
                "Masa isian sudah ditutup, %(count)d daerah belum menyerahkan.",
                "Masa isian sudah ditutup, %(count)d daerah belum menyerahkan.",
                line.filling,
            )
            if closed
            else ngettext(
                "%(count)d daerah belum menyerahkan isian.", "%(count)d daerah belum menyerahkan isian.", line.filling
            )
        )
        found.append(Attention(text % {"count": line.filling}, _cycle_page(line)))
    if line.panels_short:
        text = ngettext(
            "%(count)d panel masih memiliki kursi kosong.",
            "%(count)d panel masih memiliki kursi kosong.",
            line.panels_short,
        )
        found.append(Attention(text % {"count": line.panels_short}, _panels_page(line)))
    return found


def _scoring(line: CycleLine, at: datetime) -> list[Attention]:
    found = _filling(line, at)
    waiting = line.panels_open - line.panels_short
    if waiting > 0:
        text = ngettext(
            "%(count)d panel lengkap kursinya tetapi belum semua asesor menyerahkan.",
            "%(count)d panel lengkap kursinya tetapi belum semua asesor menyerahkan.",
            waiting,
        )
        found.append(Attention(text % {"count": waiting}, _panels_page(line)))
    return found


_HOLDING = {
    Cycle.State.DRAFT.value: _draft,
    Cycle.State.SELF_ASSESSMENT.value: _filling,
    Cycle.State.ASSESSMENT.value: _scoring,
    Cycle.State.PLENARY.value: _scoring,
}


def _next_step(line: CycleLine) -> Attention:
    texts = {
        Cycle.State.DRAFT: _("Semua syarat terpenuhi: pengisian dapat dibuka."),
        Cycle.State.SELF_ASSESSMENT: _("Semua daerah sudah menyerahkan: penilaian dapat dimulai."),
        Cycle.State.ASSESSMENT: _("Semua panel selesai: pleno dapat dimulai."),
        Cycle.State.PLENARY: _("Semua syarat terpenuhi: hasil dapat diumumkan."),
    }
    state = Cycle.State(line.cycle.state)
    is_last = state == Cycle.State.PLENARY
    url = reverse("evaluations:announce", args=[line.cycle.pk]) if is_last else _cycle_page(line)
    return Attention(texts[state], url, is_ready=True)


def _cycle_page(line: CycleLine) -> str:
    return reverse("submissions:cycle", args=[line.cycle.pk])


def _panels_page(line: CycleLine) -> str:
    return reverse("evaluations:panels", args=[line.cycle.pk]) + "?keadaan=belum"
