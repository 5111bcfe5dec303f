"""Which reminders a person wants."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import queries as people
from accounts.rules import oneself
from submissions.actions import reminders
from submissions.models import Muted
from submissions.queries.reminders import (
    BACK_AGAIN,
    CLOSING,
    DUE_SOON,
    OVERDUE,
    SEAT_CLOSING,
    SEAT_INVITED,
    WAITING,
)

WORDS = {
    DUE_SOON: (
        gettext_lazy("Batas waktu mendekat"),
        gettext_lazy("Untuk perangkat daerah: tiga hari dan satu hari sebelum batas waktu pertanyaannya."),
    ),
    OVERDUE: (
        gettext_lazy("Terlambat"),
        gettext_lazy("Setiap hari untuk perangkat daerah yang terlambat; sesudah dua hari juga untuk operator."),
    ),
    BACK_AGAIN: (
        gettext_lazy("Dikembalikan"),
        gettext_lazy("Untuk perangkat daerah: operator mengembalikan pertanyaan dengan alasan."),
    ),
    WAITING: (
        gettext_lazy("Menunggu diperiksa"),
        gettext_lazy("Untuk operator: perangkat daerah menyerahkan kembali jawabannya."),
    ),
    CLOSING: (
        gettext_lazy("Masa pengisian segera ditutup"),
        gettext_lazy(
            "Untuk operator dan penanggung jawab: tujuh, tiga, dan satu hari sebelum ditutup, bila belum diserahkan."
        ),
    ),
    SEAT_INVITED: (
        gettext_lazy("Undangan menilai"),
        gettext_lazy("Untuk asesor: undangan yang belum Anda jawab, sekali."),
    ),
    SEAT_CLOSING: (
        gettext_lazy("Masa penilaian segera ditutup"),
        gettext_lazy("Untuk asesor: tujuh, tiga, dan satu hari sebelum ditutup, bila penilaian belum diserahkan."),
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Ticked is wanted; what is not ticked is switched off."""
    user = people.person(request.user)
    if request.method == "POST":
        wanted = set(request.POST.getlist("kind"))
        muted = [kind for kind in reminders.KINDS if kind not in wanted]
        reminders.set_muted(user, muted, by=oneself(user), at=timezone.now())
        messages.success(request, _("Pilihan pengingat tersimpan."))
        return redirect("submissions:reminders")
    off = set(Muted.objects.filter(user=user).values_list("kind", flat=True))
    rows = [
        {"kind": kind, "label": label, "hint": hint, "is_on": kind not in off} for kind, (label, hint) in WORDS.items()
    ]
    return render(request, "submissions/reminders.html", {"rows": rows})
