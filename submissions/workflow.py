"""The steps of a cycle, of a submission and of a question with an agency: no clock, no database, no request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.steps import Step

DRAFT, SELF_ASSESSMENT, ASSESSMENT, PLENARY, ANNOUNCED = (
    "draft",
    "self_assessment",
    "assessment",
    "plenary",
    "announced",
)

CYCLE_STEPS = {
    "open": Step(_("Buka pengisian"), (DRAFT,), SELF_ASSESSMENT),
    "begin_assessment": Step(_("Mulai penilaian"), (SELF_ASSESSMENT,), ASSESSMENT),
    "begin_plenary": Step(_("Mulai pleno"), (ASSESSMENT,), PLENARY),
    "announce": Step(_("Umumkan hasil"), (PLENARY,), ANNOUNCED),
    "reopen_answers": Step(_("Buka kembali pengisian"), (ASSESSMENT,), SELF_ASSESSMENT, reason_needed=True),
    "reopen_assessment": Step(_("Buka kembali penilaian"), (PLENARY,), ASSESSMENT, reason_needed=True),
}

FILLING, HANDED_IN, ABSENT, ARCHIVED = "filling", "handed_in", "absent", "archived"

SUBMISSION_STEPS = {
    "hand_in": Step(_("Serahkan isian"), (FILLING,), HANDED_IN),
    "send_back": Step(_("Kembalikan ke daerah"), (HANDED_IN,), FILLING, reason_needed=True),
    "absent": Step(_("Catat tidak ikut serta"), (FILLING,), ABSENT, reason_needed=True),
    "readmit": Step(_("Catat ikut serta kembali"), (ABSENT,), FILLING, reason_needed=True),
}

ASKED, GIVEN_BACK, RETURNED, ACCEPTED = "asked", "given_back", "returned", "accepted"

HAND_OVER_STEPS = {
    "give_back": Step(_("Serahkan kembali ke operator"), (ASKED, RETURNED), GIVEN_BACK),
    "accept": Step(_("Terima"), (GIVEN_BACK,), ACCEPTED),
    "return": Step(_("Kembalikan ke perangkat daerah"), (GIVEN_BACK,), RETURNED, reason_needed=True),
}
"""Taking a question back from the agency is no step: its row goes, whatever its state."""

WITH_THE_AGENCY = (ASKED, RETURNED)
"""The agency still has to do something: its people write, are reminded, and can be late."""
