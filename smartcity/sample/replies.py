"""Last year's draft and what Kabupaten Paser said of it: one question accepted, one objection accepted, one rejected."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Actor
from evaluations.actions import drafts, replies
from evaluations.actions.given import Given
from evaluations.models import Mark, Reply, Seat
from evaluations.queries.replies import draft_lines
from submissions.actions import cycles
from submissions.models import Cycle, Window


def heard(cycle: Cycle, code: str, *, operator: Actor, head: Actor, secretariat: Actor, at: datetime) -> None:
    """Publish the draft of a cycle in its plenary at `at`; one region replies within two days, all is decided then."""
    end = at + timedelta(days=2)
    cycles.set_window(cycle, kind=Window.Kind.OBJECTION, opens_at=at, closes_at=end, by=secretariat, at=at)
    run = drafts.publish(cycle, by=secretariat, at=at)
    result = run.results.select_related("run__cycle", "submission__regency").get(submission__regency=code)
    first, second, third = (line.indicator for line in draft_lines(result)[:3])
    day = at + timedelta(days=1)
    replies.write(result, first, kind=Reply.Kind.ACCEPT, text="", by=operator, at=day)
    accepted = replies.write(
        result,
        second,
        kind=Reply.Kind.OBJECT,
        text=_("Peraturan terbaru belum dihitung (contoh)."),
        by=operator,
        at=day,
    )
    rejected = replies.write(
        result, third, kind=Reply.Kind.OBJECT, text=_("Capaian kami lebih tinggi (contoh)."), by=operator, at=day
    )
    replies.send(result, by=head, at=day)
    seat = Seat.objects.select_related("assessor").get(submission=result.submission_id, number=1)
    replies.ask(accepted, [seat], by=secretariat, at=end)
    mark = Mark.objects.get(seat=seat, indicator=second)
    given = Given((mark.value or 0) - 1 if mark.value == 4 else (mark.value or 0) + 1)
    assessor = Actor(seat.assessor, "assessor")
    replies.revise(accepted, seat, given, reason=_("Peraturan itu memang berlaku (contoh)."), by=assessor, at=end)
    replies.decide(accepted, "accept", reason="", by=secretariat, at=end)
    reason = _("Tidak ada data dukung baru yang menunjukkannya (contoh).")
    replies.decide(rejected, "reject", reason=reason, by=secretariat, at=end)
