"""The steps of a seat: no clock, no database, no request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.steps import Step

SCORING, HANDED_IN = "scoring", "handed_in"

SEAT_STEPS = {
    "hand_in": Step(_("Serahkan penilaian"), (SCORING,), HANDED_IN),
    "reopen": Step(_("Buka kembali penilaian"), (HANDED_IN,), SCORING, reason_needed=True),
}
