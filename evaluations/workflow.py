"""The steps of a seat, of a plenary's minutes and of a practice: no clock, no database, no request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from common.steps import Step

INVITED, SCORING, HANDED_IN, DECLINED, WITHDRAWN = "invited", "scoring", "handed_in", "declined", "withdrawn"

SEAT_STEPS = {
    "accept": Step(_("Terima penugasan"), (INVITED,), SCORING),
    "decline": Step(_("Tolak penugasan"), (INVITED,), DECLINED, reason_needed=True),
    "hand_in": Step(_("Serahkan penilaian"), (SCORING,), HANDED_IN),
    "reopen": Step(_("Buka kembali penilaian"), (HANDED_IN,), SCORING, reason_needed=True),
    "withdraw": Step(_("Tarik dari panel"), (INVITED, SCORING, HANDED_IN), WITHDRAWN, reason_needed=True),
}

REVISED_IN = {"own": ("assessment",), "plenary": ("assessment", "plenary"), "objection": ("plenary",)}
"""States of a cycle in which a handed-in mark may be changed, by the cause of it."""

WRITTEN, SENT, ASKED, ACCEPTED, REJECTED = "written", "sent", "asked", "accepted", "rejected"

REPLY_STEPS = {
    "send": Step(_("Kirim tanggapan"), (WRITTEN,), SENT),
    "ask": Step(_("Minta asesor meninjau nilainya"), (SENT, ASKED), ASKED),
    "accept": Step(_("Terima sanggahan"), (ASKED,), ACCEPTED),
    "reject": Step(_("Tolak sanggahan"), (SENT, ASKED), REJECTED, reason_needed=True),
}

TALKING, SIGNING, CLOSED = "talking", "signing", "closed"

PLENARY_STEPS = {
    "present": Step(_("Edarkan untuk ditandatangani"), (TALKING,), SIGNING),
    "resume": Step(_("Lanjutkan pembahasan"), (SIGNING,), TALKING),
    "close": Step(_("Tutup berita acara"), (SIGNING,), CLOSED),
}
"""Going back to the talk wants every signature anew."""

PRACTICE_STEPS = {
    "open": Step(_("Buka bagi asesor"), ("draft",), "open"),
    "close": Step(_("Tutup latihan"), ("open",), "closed"),
}
