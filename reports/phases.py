"""What each role can do in a cycle at a moment, asked of the very functions that decide when it is really done.

Nobody is impersonated and nothing is changed: the rows of a `Situation` are copies in memory, with a state and a moment
that may be supposed ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Role
from common.steps import Refused
from evaluations.actions import marks
from evaluations.actions.panels import require_seating
from evaluations.actions.replies import why_no_reply
from evaluations.models import Result, Seat
from evaluations.rules import ASKED, HELD
from submissions.actions import cycles, own_windows
from submissions.actions import submissions as steps
from submissions.models import Cycle, Submission, Window
from submissions.queries import why_closed, why_read_only
from submissions.workflow import CYCLE_STEPS, SUBMISSION_STEPS

ROLES = (Role.OPERATOR, Role.CONTRIBUTOR, Role.HEAD, Role.ASSESSOR, Role.SECRETARIAT, Role.COUNCIL, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Situation:
    """A region in a cycle at the moment `at`.

    `seat` is an accepted one on its panel, `draft` its draft result (None: not published). `has_late_window`: a window
    for late evidence is open. `lacks` holds an opening back, `blocks` an announcement, as sentences.
    """

    cycle: Cycle
    submission: Submission
    windows: dict[str, Window]
    seat: Seat
    draft: Result | None
    has_late_window: bool
    lacks: list[str]
    blocks: list[str]
    at: datetime


@dataclass(frozen=True)
class Deed:
    """Something a role does, and why it cannot be done now. `why` empty: it can."""

    role: Role
    label: str
    why: str


def deeds_of(situation: Situation, role: str = "") -> list[Deed]:
    """Everything that depends on the cycle, role by role; with `role` only that one's."""
    return [
        Deed(holder, str(label), why(situation))
        for holder in ROLES
        if role in ("", holder)
        for label, why in _DEEDS[holder]
    ]


def _answers(now: Situation) -> str:
    return why_read_only(now.submission, now.windows, now.at)


def _hands_in(now: Situation) -> str:
    return _step_of(now, "hand_in") or why_closed(now.cycle, now.windows, now.at)


def _step_of(now: Situation, name: str) -> str:
    """Why the state of the submission leaves no room for a step."""
    step = SUBMISSION_STEPS[name]
    if now.submission.state in step.sources:
        return ""
    return _("Langkah “%(step)s” tidak dapat dilakukan pada keadaan sekarang.") % {"step": step.label}


def _adds_late_files(now: Situation) -> str:
    if why := own_windows.why_no_late_window(now.submission):
        return why
    return "" if now.has_late_window else _("Sekretariat belum membuka jendela susulan bagi daerah ini.")


def _replies(now: Situation) -> str:
    if now.draft is None:
        return _("Rancangan hasil belum disampaikan.")
    return why_no_reply(now.draft, now.at)


def _reads_draft(now: Situation) -> str:
    return "" if now.draft is not None else _("Rancangan hasil belum disampaikan.")


def _reads_result(now: Situation) -> str:
    return "" if now.cycle.state == Cycle.State.ANNOUNCED else _("Hasil belum diumumkan.")


def _declares(now: Situation) -> str:
    return "" if now.cycle.state in ASKED else _("Asesor hanya ditanya dari masa pengisian sampai pleno.")


def _reads_answers(now: Situation) -> str:
    return "" if now.cycle.state in HELD else _("Isian baru terbuka bagi asesor setelah penilaian dimulai.")


def _marks(now: Situation) -> str:
    return marks.why_closed(now.seat, now.windows, now.at)


def _seats(now: Situation) -> str:
    try:
        require_seating(now.submission)
    except Refused as reason:
        return str(reason)
    return ""


def _reopens_seat(now: Situation) -> str:
    return "" if now.cycle.state == Cycle.State.ASSESSMENT else marks.assessment_closed(now.cycle)


def _takes(name: str) -> Callable[[Situation], str]:
    """A step of the cycle: its state must be right, and nothing may hold it back."""

    def why(now: Situation) -> str:
        sources = CYCLE_STEPS[name].sources
        if now.cycle.state not in sources:
            words = {"state": ", ".join(str(Cycle.State(source).label) for source in sources)}
            return _("Hanya dari keadaan “%(state)s”.") % words
        return _first({"open": now.lacks, "announce": now.blocks}.get(name, []))

    return why


def _steps_back(name: str) -> Callable[[Situation], str]:
    return lambda now: _step_of(now, name) or steps.why_no_step_back(now.cycle, name)


def _first(sentences: list[str]) -> str:
    """The first of these and how many more there are."""
    if len(sentences) <= 1:
        return "".join(sentences)
    more = len(sentences) - 1
    rest = ngettext("Dan %(count)d hal lainnya.", "Dan %(count)d hal lainnya.", more) % {"count": more}
    return f"{sentences[0]} {rest}"


def _always(_now: Situation) -> str:
    return ""


_READS_RESULT = (gettext_lazy("Membaca hasil dan laporan"), _reads_result)
_DEEDS: dict[Role, tuple[tuple[str | Promise, Callable[[Situation], str]], ...]] = {
    Role.OPERATOR: (
        (gettext_lazy("Mengisi jawaban dan data dukung"), _answers),
        (gettext_lazy("Meminta perangkat daerah menjawab"), _answers),
        (gettext_lazy("Menambah data dukung susulan"), _adds_late_files),
        (gettext_lazy("Membaca rancangan hasil"), _reads_draft),
        (gettext_lazy("Menulis tanggapan atas rancangan hasil"), _replies),
        _READS_RESULT,
    ),
    Role.CONTRIBUTOR: (
        (gettext_lazy("Menjawab pertanyaan yang diminta dan menyerahkannya kembali"), _answers),
        _READS_RESULT,
    ),
    Role.HEAD: (
        (gettext_lazy("Menyerahkan isian secara resmi"), _hands_in),
        (gettext_lazy("Membaca rancangan hasil"), _reads_draft),
        (gettext_lazy("Mengirim tanggapan atas rancangan hasil"), _replies),
        _READS_RESULT,
    ),
    Role.ASSESSOR: (
        (gettext_lazy("Menyatakan benturan kepentingan, menerima atau menolak penugasan"), _declares),
        (gettext_lazy("Membaca isian dan data dukung daerah yang dinilai"), _reads_answers),
        (gettext_lazy("Memberi nilai dan catatan"), _marks),
        (gettext_lazy("Menyerahkan penilaian"), _marks),
        _READS_RESULT,
    ),
    Role.SECRETARIAT: (
        (gettext_lazy("Mengundang daerah"), lambda now: steps.why_no_invitation(now.cycle)),
        (gettext_lazy("Mengubah jendela waktu"), lambda now: cycles.why_windows_stand(now.cycle)),
        (gettext_lazy("Memberi perpanjangan"), lambda now: own_windows.why_no_extension(now.submission, now.windows)),
        (gettext_lazy("Membuka jendela susulan"), lambda now: own_windows.why_no_late_window(now.submission)),
        *((SUBMISSION_STEPS[name].label, _steps_back(name)) for name in ("send_back", "absent", "readmit")),
        (gettext_lazy("Mengubah susunan panel"), _seats),
        (gettext_lazy("Membuka kembali penilaian seorang asesor"), _reopens_seat),
        *((step.label, _takes(name)) for name, step in CYCLE_STEPS.items()),
    ),
    Role.COUNCIL: (_READS_RESULT,),
    Role.ADMINISTRATOR: ((gettext_lazy("Mengelola orang dan peran (tidak bergantung pada siklus)"), _always),),
}
