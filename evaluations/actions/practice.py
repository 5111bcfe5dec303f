"""Practice submissions: built by the secretariat, marked by each assessor alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor, User
from common.steps import Refused, take
from evaluations.actions.given import Given
from evaluations.models import Practice, PracticeMark, PracticeQuestion, PracticeRound
from evaluations.reasons import why_reason
from evaluations.workflow import PRACTICE_STEPS
from journal import actions as journal
from journal.models import Audience
from submissions.models import Answer, Cycle, Submission
from submissions.models.answers import CONTENT

MOST = 3
"""Practices of a cycle: two or three are done with care, ten are not."""
MOST_QUESTIONS = 30


@transaction.atomic
def build(cycle: Cycle, source: Submission, *, title: str, count: int, by: Actor, at: datetime) -> Practice:
    """A draft with `count` questions spread evenly over the answers of `source`, which are copied without its name.

    The region's own level is proposed as reference. Raises `Refused` when nothing is handed in there, or when the cycle
    has its practices already.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    numbers = list(Practice.objects.filter(cycle=cycle).values_list("number", flat=True))
    if len(numbers) >= MOST:
        raise Refused(_("Paling banyak %(count)d latihan dalam satu siklus.") % {"count": MOST})
    answers = list(
        Answer.objects.filter(submission=source, submission__state=Submission.State.HANDED_IN).order_by(
            "indicator__order"
        )
    )
    if not answers:
        raise Refused(_("Isian itu belum diserahkan atau tidak memuat jawaban."))
    chosen = _spread(answers, max(1, min(count, MOST_QUESTIONS)))
    number = max(numbers, default=0) + 1
    row = Practice.objects.create(
        cycle=cycle,
        instrument_id=source.instrument_id,
        number=number,
        title=title.strip() or _("Latihan %(number)d") % {"number": number},
        at=at,
        by=_person(by),
    )
    PracticeQuestion.objects.bulk_create(_question(row, answer) for answer in chosen)
    after = {"title": row.title, "questions": len(chosen)}
    _tell("practice.build", row, by=by, at=at, after=after)
    return row


@transaction.atomic
def decide(
    question: PracticeQuestion,
    *,
    reference: int | None,
    reference_na: bool,
    reason: str,
    text: str,
    narrative: str,
    by: Actor,
    at: datetime,
) -> PracticeQuestion:
    """Say what mark a question should be given and why, and mend its invented texts. Only in a draft."""
    locked = _locked(question.practice)
    if locked.state != Practice.State.DRAFT:
        raise Refused(_("Latihan ini sudah dibuka; isinya tidak dapat diubah lagi."))
    if reference_na and reference is not None:
        raise ValueError("a reference is a number or not applicable, never both")
    row = locked.questions.get(pk=question.pk)
    wanted = {
        "reference": reference,
        "reference_na": reference_na,
        "reason": reason.strip(),
        "text": text,
        "narrative": narrative,
    }
    before, after = journal.changes(row, wanted)
    if after:
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=list(after))
        _tell("practice.decide", locked, by=by, at=at, before=before, after={"order": row.indicator.order, **after})
    return row


@transaction.atomic
def step(practice: Practice, name: str, *, by: Actor, at: datetime) -> Practice:
    """Take a step of `PRACTICE_STEPS`. Opening wants a reference for every question."""
    locked = _locked(practice)
    target = take(PRACTICE_STEPS, name, locked.state)
    undecided = locked.questions.filter(reference__isnull=True, reference_na=False).count()
    if name == "open" and undecided:
        text = ngettext(
            "%(count)d pertanyaan belum memiliki nilai acuan.",
            "%(count)d pertanyaan belum memiliki nilai acuan.",
            undecided,
        )
        raise Refused(text % {"count": undecided})
    before = {"state": locked.state}
    locked.state = Practice.State(target)
    locked.save(update_fields=["state"])
    _tell(f"practice.{name}", locked, by=by, at=at, before=before, after={"state": target})
    return locked


@transaction.atomic
def save(practice: Practice, given: Mapping[PracticeQuestion, Given], *, by: Actor, at: datetime) -> int:
    """Save the own practice marks; a blank one takes the mark away. Returns how many changed. Nobody else reads them."""
    own = _open_round(practice, by=by, at=at)
    held = {row.question_id: row for row in own.marks.all()}
    changed = 0
    for question, mark in given.items():
        row = held.get(question.pk)
        reason = (mark.reason if mark.reason is not None else row.reason if row else "").strip()
        now = (row.value, row.not_applicable, row.abstained, row.reason) if row else (None, False, False, "")
        if now == (mark.value, mark.not_applicable, mark.abstained, reason):
            continue
        changed += 1
        if mark.is_blank:
            PracticeMark.objects.filter(round=own, question=question).delete()
            continue
        PracticeMark.objects.update_or_create(
            round=own,
            question=question,
            defaults={
                "value": mark.value,
                "not_applicable": mark.not_applicable,
                "abstained": mark.abstained,
                "reason": reason,
                "changed_at": at,
            },
        )
    if changed:
        _tell("practice.mark", own.practice, by=by, at=at, after={"marks": changed}, audience=Audience.OWN)
    return changed


@transaction.atomic
def hand_in(practice: Practice, *, by: Actor, at: datetime) -> PracticeRound:
    """Finish the own round; only then the references are shown. Raises `Refused` with what is missing."""
    own = _open_round(practice, by=by, at=at)
    held = {row.question_id: row for row in own.marks.all()}
    questions = list(practice.questions.all())
    lacks = sum(question.pk not in held for question in questions)
    silent = sum(
        not row.reason.strip() and why_reason(row.value, abstained=row.abstained, last_year=None) is not None
        for row in held.values()
    )
    if lacks or silent:
        words = {"lacks": lacks, "silent": silent}
        raise Refused(_("%(lacks)d pertanyaan belum dinilai, %(silent)d nilai belum beralasan.") % words)
    own.handed_in_at = at
    own.save(update_fields=["handed_in_at"])
    _tell("practice.hand_in", own.practice, by=by, at=at, after={"questions": len(questions)})
    return own


def _open_round(practice: Practice, *, by: Actor, at: datetime) -> PracticeRound:
    locked = _locked(practice)
    if locked.state != Practice.State.OPEN:
        raise Refused(_("Latihan ini tidak sedang dibuka."))
    own, _new = PracticeRound.objects.select_for_update().get_or_create(
        practice=locked, assessor=_person(by), defaults={"started_at": at}
    )
    if own.handed_in_at is not None:
        raise Refused(_("Latihan ini sudah Anda selesaikan."))
    own.practice = locked
    return own


def _spread(answers: list[Answer], count: int) -> list[Answer]:
    """`count` of them, as evenly over the whole as whole numbers allow."""
    total = len(answers)
    count = min(count, total)
    return [answers[place * total // count] for place in range(count)]


def _question(practice: Practice, answer: Answer) -> PracticeQuestion:
    said = {name: getattr(answer, name) for name in CONTENT}
    return PracticeQuestion(
        practice=practice,
        indicator_id=answer.indicator_id,
        reference=None if answer.not_applicable else answer.own_level,
        reference_na=answer.not_applicable,
        **said,
    )


def _person(by: Actor) -> User:
    if by.user is None:
        raise ValueError("practice is somebody's")
    return by.user


def _locked(practice: Practice) -> Practice:
    return Practice.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=practice.pk)


def _tell(
    verb: str,
    practice: Practice,
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object],
    audience: str = Audience.SECRETARIAT,
) -> None:
    journal.write(
        verb,
        practice,
        by=by,
        at=at,
        before=before or {},
        after=after,
        cycle_id=practice.cycle_id,
        audience=audience,
    )
