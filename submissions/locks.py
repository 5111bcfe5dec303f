"""Why something is closed, as one sentence for all pages: what is closed, who closed it, until when, and whom to ask."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from common import clock
from submissions.models import Cycle


def closed(why: str, *, by: str, until: str, ask: str = "") -> str:
    """`why` as a whole sentence; `by`, `until` and `ask` (the secretariat unless told) go on in the middle of one."""
    words = {"why": why, "by": by, "until": until, "ask": ask or _("sekretariat")}
    return _("%(why)s Ditutup oleh %(by)s dan berlaku %(until)s; hubungi %(ask)s bila perlu diubah.") % words


def by_window(why: str, *, opens_at: datetime | None, closes_at: datetime | None, at: datetime, timezone: str) -> str:
    """Closed by the clock. `opens_at` None: the window was never set. Instants are shown on the clocks of `timezone`."""
    window = _("jendela waktu siklus")
    if opens_at is None or closes_at is None:
        return closed(why, by=window, until=_("sampai waktunya ditetapkan"))
    if at < opens_at:
        return closed(why, by=window, until=_("sampai %(when)s") % {"when": clock.sentence(opens_at, timezone)})
    since = _("jendela waktu siklus sejak %(when)s") % {"when": clock.sentence(closes_at, timezone)}
    return closed(why, by=since, until=_("sampai diperpanjang"))


def by_state(why: str, state: str, *, comes: bool = False) -> str:
    """Closed because the cycle stands elsewhere. `comes`: what is asked for is still ahead, no step back is needed."""
    if state == Cycle.State.ANNOUNCED:
        until = _("seterusnya, karena hasilnya sudah diumumkan")
    elif comes:
        until = _("sampai tahap itu dimulai")
    else:
        until = _("sampai tahap itu dibuka kembali")
    return closed(why, by=_("sekretariat"), until=until)
