"""What is looked at before a submission is handed in, and what was found: gaps, warnings and hints, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pillars.models import Dimension, Indicator
from pillars.queries import indicators_of, sections_of
from submissions.models import Answer, Attachment, Excuse, HandOver, Submission
from submissions.queries import has_value, lacking, lacks_evidence
from submissions.queries.evidence import validity_fault

LONG_FILE = 10  # pages; beyond, a pointer is wanted
SHORT_TEXT = 20  # characters
MANY_QUESTIONS = 10  # for one file

Facts = list[str] | None
"""What a check found, free of language, so that it can be compared with what a reason was given for; None: all is well."""


class Severity(TextChoices):
    """A gap holds the handing in back; a warning wants a reason; a hint only informs."""

    GAP = "gap", _("Kekurangan")
    WARNING = "warning", _("Peringatan")
    HINT = "hint", _("Petunjuk")


@dataclass(frozen=True)
class Question:
    """One question with all that the checks look at. `shares`: evidence to the number of questions it serves here."""

    indicator: Indicator
    answer: Answer | None
    files: Sequence[Attachment]
    hand_over: str
    year: int
    shares: Mapping[UUID, int]

    @property
    def applying(self) -> Answer | None:
        """The answer, when it is one that applies."""
        return self.answer if self.answer is not None and not self.answer.not_applicable else None


@dataclass(frozen=True)
class Check:
    """A named thing to look at: `sentence` is true of a question when `look` finds facts."""

    code: str
    severity: Severity
    sentence: str | Promise
    look: Callable[[Question], Facts]


@dataclass(frozen=True)
class Finding:
    """Something found at a question. `excuse` is why the warning may stand; `given_before` a reason for other facts."""

    indicator: Indicator
    code: str
    severity: Severity
    sentence: str
    facts: list[str]
    answer_version: int
    excuse: Excuse | None = None
    given_before: Excuse | None = None

    @property
    def key(self) -> str:
        """Names the finding in a form."""
        return f"{self.code}:{self.indicator.pk}"

    @property
    def group(self) -> str:
        """Name of the section."""
        dimension = str(Dimension(self.indicator.dimension).label)
        return f"{dimension} · {self.indicator.pillar.name}" if self.indicator.pillar else dimension

    @property
    def is_older(self) -> bool:
        """Whether the answer was changed after the reason was given, though the warning stayed the same."""
        return self.excuse is not None and self.excuse.answer_version != self.answer_version


@dataclass(frozen=True)
class Findings:
    """All that was found, section after section, and the questions it was found in."""

    questions: list[Question]
    rows: list[Finding]

    @property
    def gaps(self) -> list[Finding]:
        return [row for row in self.rows if row.severity == Severity.GAP]

    @property
    def warnings(self) -> list[Finding]:
        """Warnings that still want a reason."""
        return [row for row in self.rows if row.severity == Severity.WARNING and row.excuse is None]

    @property
    def excused(self) -> list[Finding]:
        return [row for row in self.rows if row.severity == Severity.WARNING and row.excuse is not None]

    @property
    def hints(self) -> list[Finding]:
        return [row for row in self.rows if row.severity == Severity.HINT]


def findings_of(submission: Submission) -> Findings:
    """Every check at every question. Five queries, whatever the number of rows; the cycle comes loaded."""
    questions = _questions(submission)
    given = Excuse.objects.filter(submission=submission).select_related("by")
    excuses = {(row.indicator_id, row.code): row for row in given}
    rows = [row for question in questions for row in _look(question, excuses)]
    return Findings(questions, rows)


def _look(question: Question, excuses: Mapping[tuple[UUID, str], Excuse]) -> list[Finding]:
    indicator, answer = question.indicator, question.answer
    version = answer.version if answer else 0
    found = [Finding(indicator, "incomplete", Severity.GAP, text, [], version) for text in lacking(answer, indicator)]
    for check in CHECKS:
        facts = check.look(question)
        if facts is None:
            continue
        given = excuses.get((indicator.pk, check.code))
        same = given if given is not None and given.facts == facts else None
        before = given if same is None else None
        sentence = str(check.sentence)
        found.append(Finding(indicator, check.code, check.severity, sentence, facts, version, same, before))
    return found


def _questions(submission: Submission) -> list[Question]:
    answers = {row.indicator_id: row for row in Answer.objects.filter(submission=submission)}
    files: dict[UUID, list[Attachment]] = {}
    attached = Attachment.objects.filter(answer__submission=submission).select_related("evidence", "answer")
    for file in attached.order_by("added_at", "pk"):
        files.setdefault(file.answer.indicator_id, []).append(file)
    shares = Counter(file.evidence_id for found in files.values() for file in found)
    held = dict(HandOver.objects.filter(submission=submission).values_list("indicator_id", "state"))
    return [
        Question(
            indicator,
            answers.get(indicator.pk),
            files.get(indicator.pk, []),
            held.get(indicator.pk, ""),
            submission.cycle.year,
            shares,
        )
        for section in sections_of(indicators_of(submission.instrument_id))
        for indicator in section.indicators
    ]


def _evidence_missing(question: Question) -> Facts:
    answer = question.answer
    if answer is None or answer.own_level is None or not lacks_evidence(answer, len(question.files)):
        return None  # without a level it is a gap already
    return [str(answer.own_level)]


def _pointer_missing(question: Question) -> Facts:
    answer = question.applying
    if answer is None or answer.own_level != 4 or any(file.page for file in question.files):
        return None
    return _hashes([file for file in question.files if (file.evidence.pages or 0) > LONG_FILE])


def _percent_above_100(question: Question) -> Facts:
    answer = question.applying
    is_share = question.indicator.answer_kind == Indicator.AnswerKind.PERCENT
    if not is_share or answer is None or answer.number is None or answer.number <= Decimal(100):
        return None
    return [f"{answer.number:.4f}"]


def _level_0_with_evidence(question: Question) -> Facts:
    answer = question.applying
    return _hashes(question.files) if answer is not None and answer.own_level == 0 else None


def _not_applicable_with_value(question: Question) -> Facts:
    answer = question.answer
    if answer is None or not answer.not_applicable or not has_value(answer, question.indicator):
        return None
    number = "" if answer.number is None else f"{answer.number:.4f}"
    return [str(answer.yes), number, answer.text]


def _validity_elsewhere(question: Question) -> Facts:
    return _hashes([file for file in question.files if validity_fault(file.evidence, question.year)])


def _with_the_agency(question: Question) -> Facts:
    return None if question.hand_over in ("", HandOver.State.ACCEPTED) else [question.hand_over]


def _text_short(question: Question) -> Facts:
    answer = question.applying
    if answer is None or answer.own_level not in (3, 4):
        return None
    length = len(f"{answer.narrative} {answer.text}".strip())
    return [str(length)] if length < SHORT_TEXT else None


def _file_everywhere(question: Question) -> Facts:
    return _hashes([file for file in question.files if question.shares[file.evidence_id] > MANY_QUESTIONS])


def _hashes(files: Sequence[Attachment]) -> Facts:
    return sorted(file.evidence.sha256 for file in files) or None


CHECKS: tuple[Check, ...] = (
    Check("evidence_missing", Severity.WARNING, _("Belum ada data dukung."), _evidence_missing),
    Check(
        "pointer_missing",
        Severity.WARNING,
        _("Tingkat 4, tetapi berkas panjangnya tidak menunjuk satu halaman pun."),
        _pointer_missing,
    ),
    Check("percent_above_100", Severity.WARNING, _("Persentase lebih dari 100."), _percent_above_100),
    Check("level_0_with_evidence", Severity.WARNING, _("Tingkat 0, tetapi ada data dukung."), _level_0_with_evidence),
    Check(
        "not_applicable_with_value",
        Severity.WARNING,
        _("Ditandai “tidak berlaku”, tetapi jawabannya diisi."),
        _not_applicable_with_value,
    ),
    Check(
        "validity_elsewhere",
        Severity.WARNING,
        _("Masa berlaku data dukung tidak mencakup tahun siklus."),
        _validity_elsewhere,
    ),
    Check(
        "with_the_agency", Severity.WARNING, _("Jawaban perangkat daerah belum diterima operator."), _with_the_agency
    ),
    Check("text_short", Severity.HINT, _("Tingkat 3 atau 4 dengan penjelasan yang sangat pendek."), _text_short),
    Check(
        "file_everywhere",
        Severity.HINT,
        _("Berkas yang sama dipakai untuk lebih dari 10 pertanyaan."),
        _file_everywhere,
    ),
)
"""Gaps are not among them: they are what `lacking` says of an answer."""
