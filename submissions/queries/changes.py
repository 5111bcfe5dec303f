"""What the journal says about the fields of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from journal.models import Entry
from submissions.models import Answer


def who_changed(answer: Answer, columns: Iterable[str]) -> tuple[str, datetime]:
    """Name and time of the last change of any of these columns; of the answer where none is told. At most two queries."""
    touched = Q()
    for name in columns:
        touched |= Q(after__has_key=name)
    rows = Entry.objects.filter(touched, target_type="submissions.answer", target_id=str(answer.pk))
    found = rows.select_related("user").order_by("-id").first()
    if found is not None:
        return found.user.name if found.user else "", found.at
    return answer.changed_by.name if answer.changed_by else "", answer.changed_at
