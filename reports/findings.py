"""What the audit of a cycle finds, kind by kind: what it is called, why it matters, how one row is told and where it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import sentence
from evaluations.models import Mark, Note, Seat
from pillars.models import Indicator
from regencies.models import Regency
from reports.queries import audit as queries
from reports.queries.audit import Scope
from submissions.models import Answer, Attachment, Submission


@dataclass(frozen=True)
class Finding:
    """Something to look at. `question` and `person` are empty where it is about neither; `place` is where to look."""

    regency: Regency
    text: str
    place: str
    question: Indicator | None = None
    person: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of finding: what it is called, why it matters, its rows in order of regions, and how one row is told."""

    slug: str
    label: str | Promise
    why: str | Promise
    rows: Callable[[Scope], QuerySet[Any]]
    told: Callable[[Any], Finding]

    def findings(self, scope: Scope) -> Iterator[Finding]:
        """All of this kind, without holding them in memory. One query."""
        return (self.told(row) for row in self.rows(scope).iterator())


def _when(at: datetime | None) -> str:
    return "–" if at is None else sentence(at, settings.TIME_ZONE)


def _question_page(submission: Submission, indicator: Indicator) -> str:
    page = reverse("submissions:section", args=[submission.pk, indicator.section_slug])
    return f"{page}#q-{indicator.order}"


def _panel_page(submission: Submission) -> str:
    return reverse("evaluations:panel", args=[submission.pk])


def _of_mark(text: Callable[[Mark], str]) -> Callable[[Mark], Finding]:
    def told(row: Mark) -> Finding:
        submission = row.seat.submission
        place = _question_page(submission, row.indicator)
        return Finding(submission.regency, text(row), place, row.indicator, row.seat.assessor.name)

    return told


def _of_answer(text: Callable[[Answer], str]) -> Callable[[Answer], Finding]:
    def told(row: Answer) -> Finding:
        place = _question_page(row.submission, row.indicator)
        return Finding(row.submission.regency, text(row), place, row.indicator)

    return told


def _text_no_evidence(row: Answer) -> str:
    if row.excused:  # type: ignore[attr-defined]
        return _("Tanpa data dukung; daerah menulis alasannya.")
    return _("Tanpa data dukung dan tanpa alasan.")


def _told_file_after(row: Attachment) -> Finding:
    submission, words = (
        row.answer.submission,
        {"name": row.evidence.name, "when": _when(row.changed_at or row.added_at)},
    )
    text = (
        _("Berkas “%(name)s” masuk atau diganti %(when)s dalam jendela susulan.")
        if row.is_late
        else _("Berkas “%(name)s” masuk atau diganti %(when)s, sesudah diserahkan.")
    )
    place = _question_page(submission, row.answer.indicator)
    return Finding(submission.regency, text % words, place, row.answer.indicator)


def _told_note(row: Note) -> Finding:
    text = _("Kekuatan sama dengan kelemahan: “%(text)s”") % {"text": row.text[:120]}
    submission = row.seat.submission
    return Finding(submission.regency, text, _panel_page(submission), row.indicator, row.seat.assessor.name)


def _told_panel(row: Submission) -> Finding:
    words = {"seated": row.seated, "ready": row.ready, "size": row.instrument.panel_size}  # type: ignore[attr-defined]
    text = _("%(seated)d dari %(size)d kursi terisi, %(ready)d sudah menyerahkan.") % words
    return Finding(row.regency, text, _panel_page(row))


def _told_seat(row: Seat) -> Finding:
    text = _("Benturan kepentingan belum dinyatakan (keadaan kursi: %(state)s).") % {"state": row.get_state_display()}
    return Finding(row.submission.regency, text, _panel_page(row.submission), person=row.assessor.name)


def _told_again(row: Submission) -> Finding:
    text = _("Diserahkan %(times)d kali; yang terakhir %(when)s.")
    words = {"times": row.times, "when": _when(row.handed_in_at)}  # type: ignore[attr-defined]
    return Finding(row.regency, text % words, reverse("submissions:detail", args=[row.pk]))


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "sebelum-jawaban", gettext_lazy("Dinilai sebelum jawaban berubah"),
            gettext_lazy("Jawaban daerah berubah sesudah nilai ini diberikan."), queries.before_answer,
            _of_mark(lambda row: _("Nilai terakhir diubah %(when)s.") % {"when": _when(row.changed_at)}),
        ),
        Kind(
            "sebelum-berkas", gettext_lazy("Dinilai sebelum data dukung berubah"),
            gettext_lazy("Data dukung ditambah atau diganti sesudah nilai ini diberikan."), queries.before_file,
            _of_mark(lambda row: _("Nilai terakhir diubah %(when)s.") % {"when": _when(row.changed_at)}),
        ),
        Kind(
            "empat",
            gettext_lazy("Nilai 4 tanpa alasan"),
            gettext_lazy("Nilai tertinggi tanpa satu kata pun dari asesornya."),
            queries.four,
            _of_mark(lambda _row: _("Nilai 4 tanpa alasan.")),
        ),
        Kind(
            "nilai-sesudah", gettext_lazy("Nilai berubah sesudah diserahkan"),
            gettext_lazy("Nilai berubah setelah asesor menyerahkan penilaiannya."), queries.after_handing_in,
            _of_mark(lambda row: _("Nilai terakhir diubah %(when)s.") % {"when": _when(row.changed_at)}),
        ),
        Kind(
            "tanpa-berkas", gettext_lazy("Diserahkan tanpa data dukung"),
            gettext_lazy("Jawaban menyatakan sesuatu yang tidak ditunjukkan berkas apa pun."), queries.no_evidence,
            _of_answer(_text_no_evidence),
        ),
        Kind(
            "jawaban-sesudah", gettext_lazy("Jawaban berubah sesudah diserahkan"),
            gettext_lazy("Jawaban berubah setelah isian diserahkan."), queries.answer_after,
            _of_answer(lambda row: _("Jawaban terakhir diubah %(when)s.") % {"when": _when(row.changed_at)}),
        ),
        Kind(
            "berkas-sesudah", gettext_lazy("Data dukung sesudah diserahkan"),
            gettext_lazy("Berkas masuk atau diganti setelah isian diserahkan, dalam jendela susulan atau tidak."),
            queries.file_after,
            _told_file_after,
        ),
        Kind(
            "serah-ulang", gettext_lazy("Diserahkan lebih dari sekali"),
            gettext_lazy("Isian dikembalikan dan diserahkan lagi; setiap tanda terima tetap ada."),
            queries.again, _told_again,
        ),
        Kind(
            "catatan-sama", gettext_lazy("Kekuatan sama dengan kelemahan"),
            gettext_lazy("Teks yang sama tertulis sebagai kekuatan dan sebagai kelemahan."),
            queries.equal_notes, _told_note,
        ),
        Kind(
            "panel", gettext_lazy("Panel belum lengkap"),
            gettext_lazy("Ada kursi kosong atau asesor yang belum menyerahkan."), queries.panels, _told_panel,
        ),
        Kind(
            "benturan", gettext_lazy("Kursi tanpa pernyataan"),
            gettext_lazy("Asesor menempati kursi tanpa menyatakan ada atau tidaknya benturan kepentingan."),
            queries.undeclared,
            _told_seat,
        ),
    )
}  # fmt: skip
"""Every kind, in the order of the page."""


def counts_of(scope: Scope) -> dict[str, int]:
    """How many findings of each kind. One query a kind."""
    return {slug: kind.rows(scope).order_by().count() for slug, kind in KINDS.items()}
