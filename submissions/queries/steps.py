"""What a step of a cycle will do, in sentences: read before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from submissions.models import Cycle, CycleCohort, OwnWindow, Submission, Window
from submissions.queries import windows_of


def what_happens(cycle: Cycle, name: str, at: datetime) -> list[str]:
    """Sentences about step `name` (not "announce", which has a page of its own). At most four queries."""
    return _SENTENCES[name](cycle, at)


def _open(cycle: Cycle, at: datetime) -> list[str]:
    rows = CycleCohort.objects.filter(cycle=cycle).select_related("instrument")
    names = ", ".join(f"{row.instrument} ({row.get_cohort_display()})" for row in rows)
    count = Submission.objects.filter(cycle=cycle).count()
    found = [_("Instrumen berikut dibekukan dan tidak dapat diubah lagi: %(names)s.") % {"names": names}]
    window = windows_of(cycle).get(Window.Kind.ANSWERS)
    if window is not None:
        words = {"count": count, "opens": _when(window.opens_at), "closes": _when(window.closes_at)}
        found.append(
            ngettext(
                "%(count)d daerah dapat mengisi dari %(opens)s sampai %(closes)s.",
                "%(count)d daerah dapat mengisi dari %(opens)s sampai %(closes)s.",
                count,
            )
            % words
        )
        if at >= window.closes_at:
            found.append(_("Perhatian: jendela isian sudah berakhir, jadi tidak ada yang dapat mengisi."))
    found.append(
        _("Kohort tidak dapat diubah dan undangan tidak dapat dibatalkan lagi; daerah lain masih dapat diundang.")
    )
    return found


def _begin_assessment(cycle: Cycle, at: datetime) -> list[str]:
    handed_in, filling = _handed_in(cycle), _filling(cycle)
    if handed_in:
        text = ngettext(
            "%(count)d daerah sudah menyerahkan isian dan dinilai oleh panelnya.",
            "%(count)d daerah sudah menyerahkan isian dan dinilai oleh panelnya.",
            handed_in,
        )
        found = [text % {"count": handed_in}]
    else:
        found = [_("Perhatian: belum ada daerah yang menyerahkan isian, jadi tidak ada yang dapat dinilai.")]
    if filling:
        text = ngettext(
            "%(count)d daerah belum menyerahkan isian dan tidak dapat lagi menyerahkannya. Catat sebagai tidak ikut serta, "
            "atau buka kembali pengisian.",
            "%(count)d daerah belum menyerahkan isian dan tidak dapat lagi menyerahkannya. Catat sebagai tidak ikut serta, "
            "atau buka kembali pengisian.",
            filling,
        )
        found.append(text % {"count": filling})
    windows = windows_of(cycle)
    if (answers := windows.get(Window.Kind.ANSWERS)) is not None and at < answers.closes_at:
        words = {"closes": _when(answers.closes_at)}
        found.append(_("Perhatian: jendela isian baru berakhir %(closes)s; pengisian berhenti lebih awal.") % words)
    found += _extensions_cut(cycle, windows.get(Window.Kind.ASSESSMENT), at)
    if (assessment := windows.get(Window.Kind.ASSESSMENT)) is not None:
        words = {"opens": _when(assessment.opens_at), "closes": _when(assessment.closes_at)}
        found.append(_("Asesor dapat menilai dari %(opens)s sampai %(closes)s.") % words)
    found.append(_("Daerah lain tidak dapat diundang lagi."))
    return found


def _extensions_cut(cycle: Cycle, assessment: Window | None, at: datetime) -> list[str]:
    """Extensions that run on: once assessment begins they last at most until its window opens."""
    rows = OwnWindow.objects.filter(
        submission__cycle=cycle, submission__state=Submission.State.FILLING, kind=OwnWindow.Kind.EXTENSION
    )
    count = rows.filter(closes_at__gt=at).values("submission").distinct().count()
    if not count:
        return []
    lasts = assessment is not None and at < assessment.opens_at
    if lasts and assessment is not None:
        text = ngettext(
            "Perhatian: %(count)d daerah masih memiliki perpanjangan. Perpanjangan berlaku paling lama sampai jendela "
            "penilaian dibuka %(opens)s.",
            "Perhatian: %(count)d daerah masih memiliki perpanjangan. Perpanjangan berlaku paling lama sampai jendela "
            "penilaian dibuka %(opens)s.",
            count,
        )
        return [text % {"count": count, "opens": _when(assessment.opens_at)}]
    text = ngettext(
        "Perhatian: perpanjangan %(count)d daerah berakhir bersama langkah ini.",
        "Perhatian: perpanjangan %(count)d daerah berakhir bersama langkah ini.",
        count,
    )
    return [text % {"count": count}]


def _begin_plenary(cycle: Cycle, _at: datetime) -> list[str]:
    found = [
        _("Penilaian berhenti: nilai, catatan, dan susunan panel tidak dapat diubah selama pleno."),
        _("Hasil belum tampak bagi daerah. Hasil baru terbuka setelah diumumkan."),
    ]
    if filling := _filling(cycle):
        text = ngettext(
            "%(count)d daerah belum menyerahkan isian. Selama belum dicatat tidak ikut serta, hasil tidak dapat diumumkan; "
            "sesudah pleno dimulai hal itu tidak dapat dicatat lagi.",
            "%(count)d daerah belum menyerahkan isian. Selama belum dicatat tidak ikut serta, hasil tidak dapat diumumkan; "
            "sesudah pleno dimulai hal itu tidak dapat dicatat lagi.",
            filling,
        )
        found.append(text % {"count": filling})
    return found


def _reopen_answers(cycle: Cycle, at: datetime) -> list[str]:
    found = [_("Penilaian berhenti sampai dimulai lagi. Nilai dan catatan yang sudah tersimpan tetap ada.")]
    window = windows_of(cycle).get(Window.Kind.ANSWERS)
    if window is not None and at >= window.closes_at:
        found.append(
            _("Jendela isian sudah berakhir. Ubah waktu tutupnya, jika tidak, daerah tetap tidak dapat mengisi.")
        )
    if filling := _filling(cycle):
        text = ngettext(
            "%(count)d daerah yang belum menyerahkan dapat mengisi lagi selama jendela isian terbuka.",
            "%(count)d daerah yang belum menyerahkan dapat mengisi lagi selama jendela isian terbuka.",
            filling,
        )
        found.append(text % {"count": filling})
    found.append(_("Isian yang sudah diserahkan tetap hanya dapat dibaca sampai dikembalikan satu per satu."))
    return found


def _reopen_assessment(cycle: Cycle, at: datetime) -> list[str]:
    found = [_("Pleno dihentikan. Kursi yang sudah menyerahkan tetap tertutup sampai dibuka kembali satu per satu.")]
    window = windows_of(cycle).get(Window.Kind.ASSESSMENT)
    if window is not None and at >= window.closes_at:
        found.append(
            _("Jendela penilaian sudah berakhir. Ubah waktu tutupnya, jika tidak, asesor tidak dapat menilai.")
        )
    return found


def _handed_in(cycle: Cycle) -> int:
    return Submission.objects.filter(cycle=cycle, state=Submission.State.HANDED_IN).count()


def _filling(cycle: Cycle) -> int:
    return Submission.objects.filter(cycle=cycle, state=Submission.State.FILLING).count()


def _when(at: datetime) -> str:
    return clock.sentence(at, settings.TIME_ZONE)


_SENTENCES: dict[str, Callable[[Cycle, datetime], list[str]]] = {
    "open": _open,
    "begin_assessment": _begin_assessment,
    "begin_plenary": _begin_plenary,
    "reopen_answers": _reopen_answers,
    "reopen_assessment": _reopen_assessment,
}
