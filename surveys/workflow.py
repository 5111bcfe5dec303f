"""The steps of a survey. Closing is final: the key against double answers goes with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.steps import Step

DRAFT, OPEN, PAUSED, CLOSED = "draft", "open", "paused", "closed"

SURVEY_STEPS = {
    "open": Step(_("Buka survei"), (DRAFT,), OPEN),
    "pause": Step(_("Hentikan sementara"), (OPEN,), PAUSED),
    "resume": Step(_("Lanjutkan survei"), (PAUSED,), OPEN),
    "close": Step(_("Tutup survei"), (OPEN, PAUSED), CLOSED),
}

TAKES_STAFF_ENTRY = (OPEN, PAUSED)
"""Paper and workbooks may come in while the public page waits."""
