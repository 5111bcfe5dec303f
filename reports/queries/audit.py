"""Rows of a cycle that do not fit together: one query a kind, in order of the regions.

Marks and notes come through `visible_marks` and `visible_notes` and from handed-in seats alone: who looks here learns no
mark before its time.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower, Trim

from accounts.models import User
from evaluations.models import LIVE, Mark, Note, Seat
from evaluations.rules import HELD, visible_marks, visible_notes
from submissions.models import Answer, Attachment, Cycle, Excuse, Submission

HANDED_IN = Submission.State.HANDED_IN


@dataclass(frozen=True)
class Scope:
    """Whose eyes, which cycle; narrowed to a cohort and to regions whose name or code fits."""

    user: User
    cycle: Cycle
    cohort: str = ""
    search: str = ""

    def of(self, path: str) -> Q:
        """The submissions of the scope, seen from rows that reach them by `path` ("" for themselves)."""
        found = Q(**{f"{path}cycle": self.cycle.pk}) & ~Q(**{f"{path}state": Submission.State.ARCHIVED})
        if self.cohort:
            found &= Q(**{f"{path}cohort": self.cohort})
        if self.search:
            name, code = f"{path}regency__name__icontains", f"{path}regency__code__startswith"
            found &= Q(**{name: self.search}) | Q(**{code: self.search})
        return found


def _marks(scope: Scope) -> QuerySet[Mark]:
    rows = visible_marks(scope.user).filter(scope.of("seat__submission__"), seat__state=Seat.State.HANDED_IN)
    related = ("seat__submission__regency", "seat__assessor", "indicator")
    return rows.select_related(*related).order_by("seat__submission__regency_id", "indicator__order", "seat__number")


def _answer_of_mark() -> QuerySet[Answer]:
    return Answer.objects.filter(submission=OuterRef("seat__submission"), indicator=OuterRef("indicator"))


def before_answer(scope: Scope) -> QuerySet[Mark]:
    """Marks older than the answer they are about."""
    return _marks(scope).filter(Exists(_answer_of_mark().filter(changed_at__gt=OuterRef("changed_at"))))


def before_file(scope: Scope) -> QuerySet[Mark]:
    """Marks older than a file of the answer they are about."""
    files = Attachment.objects.filter(
        answer__submission=OuterRef("seat__submission"), answer__indicator=OuterRef("indicator")
    )
    later = Q(added_at__gt=OuterRef("changed_at")) | Q(changed_at__gt=OuterRef("changed_at"))
    return _marks(scope).filter(Exists(files.filter(later)))


def four(scope: Scope) -> QuerySet[Mark]:
    """The highest mark without a reason, and without a note of its assessor on that question."""
    written = Note.objects.filter(seat=OuterRef("seat"), indicator=OuterRef("indicator"))
    return _marks(scope).filter(~Exists(written), value=4, reason="")


def after_handing_in(scope: Scope) -> QuerySet[Mark]:
    """Marks changed after their assessor had handed in."""
    return _marks(scope).filter(changed_at__gt=F("seat__handed_in_at"))


def no_evidence(scope: Scope) -> QuerySet[Answer]:
    """As `submissions.queries.lacks_evidence`, said to the database; `excused`: the region wrote a reason."""
    excused = Excuse.objects.filter(
        submission=OuterRef("submission"), indicator=OuterRef("indicator"), code="evidence_missing"
    )
    rows = _answers(scope).filter(~Q(own_level=0), not_applicable=False)
    return rows.filter(~Exists(Attachment.objects.filter(answer=OuterRef("pk")))).annotate(excused=Exists(excused))


def _answers(scope: Scope) -> QuerySet[Answer]:
    rows = Answer.objects.filter(scope.of("submission__"), submission__state=HANDED_IN)
    return rows.select_related("submission__regency", "indicator").order_by(
        "submission__regency_id", "indicator__order"
    )


def answer_after(scope: Scope) -> QuerySet[Answer]:
    """Answers changed after their region had handed in."""
    return _answers(scope).filter(changed_at__gt=F("submission__handed_in_at"))


def file_after(scope: Scope) -> QuerySet[Attachment]:
    """Files added or replaced after their region had handed in."""
    rows = Attachment.objects.filter(scope.of("answer__submission__"), answer__submission__state=HANDED_IN)
    rows = rows.filter(
        Q(added_at__gt=F("answer__submission__handed_in_at")) | Q(changed_at__gt=F("answer__submission__handed_in_at"))
    )
    related = ("answer__submission__regency", "answer__indicator", "evidence")
    return rows.select_related(*related).order_by(
        "answer__submission__regency_id", "answer__indicator__order", "added_at"
    )


def equal_notes(scope: Scope) -> QuerySet[Note]:
    """Strengths whose text is also a weakness of the same assessor, whatever its capitals."""
    same = Note.objects.filter(seat=OuterRef("seat"), kind=Note.Kind.WEAKNESS).annotate(plain=Lower(Trim("text")))
    rows = visible_notes(scope.user).filter(
        scope.of("seat__submission__"), seat__state=Seat.State.HANDED_IN, kind=Note.Kind.STRENGTH
    )
    rows = rows.annotate(plain=Lower(Trim("text"))).filter(Exists(same.filter(plain=OuterRef("plain"))))
    related = ("seat__submission__regency", "seat__assessor", "indicator")
    return rows.select_related(*related).order_by("seat__submission__regency_id", "seat__number", "pk")


def panels(scope: Scope) -> QuerySet[Submission]:
    """Panels with an empty or unfinished seat, from the assessment on; each row has `seated` and `ready`."""
    rows = Submission.objects.filter(scope.of(""), state=HANDED_IN, cycle__state__in=HELD).annotate(
        seated=Count("seats", filter=Q(seats__state__in=LIVE)),
        ready=Count("seats", filter=Q(seats__state=Seat.State.HANDED_IN)),
    )
    short = Q(seated__lt=F("instrument__panel_size")) | Q(ready__lt=F("seated"))
    return rows.filter(short).select_related("regency", "instrument").order_by("regency_id")


def undeclared(scope: Scope) -> QuerySet[Seat]:
    """Seats whose assessor has not said whether there is a conflict of interest."""
    rows = Seat.objects.filter(scope.of("submission__"), state__in=LIVE, declared=Seat.Declared.NOT_ASKED)
    return rows.select_related("submission__regency", "assessor").order_by("submission__regency_id", "number")


def again(scope: Scope) -> QuerySet[Submission]:
    """Submissions handed in more than once; each row has `times`."""
    rows = Submission.objects.filter(scope.of(""), state=HANDED_IN).annotate(times=Count("receipts"))
    return rows.filter(times__gt=1).select_related("regency").order_by("regency_id")
