"""One region as one reader may see it: where it takes part, its results, agencies, documents and Quick Wins."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from documents.models import Document
from evaluations.models import Result
from evaluations.rules import own_seats, visible_results
from quickwins.models import QuickWin
from regencies.models import Agency, Regency
from submissions.models import Submission


@dataclass(frozen=True)
class Part:
    """A submission with the page on which this reader opens it."""

    submission: Submission
    url: str


def submissions_of(regency: Regency, user: User | AnonymousUser) -> list[Part]:
    """Submissions the reader may open, newest first: as staff or secretariat, or through an own seat. Two queries."""
    rows = Submission.objects.visible_to(user).filter(regency=regency).exclude(state=Submission.State.ARCHIVED)
    found = {row.pk: Part(row, reverse("submissions:detail", args=[row.pk])) for row in rows.select_related("cycle")}
    for seat in own_seats(user).filter(submission__regency=regency).select_related("submission__cycle"):
        url = reverse("evaluations:seat", args=[seat.pk])
        found.setdefault(seat.submission_id, Part(seat.submission, url))
    return sorted(
        found.values(), key=lambda part: (part.submission.cycle.year, part.submission.cycle.stage), reverse=True
    )


def results_of(regency: Regency, user: User | AnonymousUser) -> list[Result]:
    """Current results the reader may open, newest first. One query."""
    rows = visible_results(user).filter(submission__regency=regency, run__is_current=True)
    rows = rows.select_related("run__cycle", "submission")
    return list(rows.order_by("-run__cycle__year", "-run__cycle__stage", "run__cycle__is_sample"))


def agencies_of(regency: Regency) -> list[Agency]:
    """Agencies with `people`: how many contribute for them now. One query."""
    people = Count("memberships", filter=Q(memberships__ended_at__isnull=True))
    return list(Agency.objects.filter(regency=regency).annotate(people=people).order_by("code"))


def documents_of(regency: Regency, user: User | AnonymousUser) -> QuerySet[Document]:
    """Planning documents the reader may open. One query."""
    rows: QuerySet[Document] = Document.objects.visible_to(user).filter(regency=regency)
    return rows


def quick_wins_by_pillar(regency: Regency, user: User | AnonymousUser) -> list[tuple[str, str, int]]:
    """Slug and name of a pillar and its number of Quick Wins that the reader may open. One query."""
    rows = QuickWin.objects.visible_to(user).filter(regency=regency).select_related("pillar").order_by("pillar__order")
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.pillar.slug, row.pillar.name)
        counts[key] = counts.get(key, 0) + 1
    return [(slug, name, count) for (slug, name), count in counts.items()]
