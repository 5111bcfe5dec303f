"""What a region makes of a recommendation: owner, day, state, what was done and the files that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused
from evaluations.models import FollowUp, Note
from evaluations.queries.followups import follow_up_of, read_by_regions
from journal import actions as journal
from journal.models import Audience
from regencies.models import Agency
from submissions.models import Evidence


@dataclass(frozen=True)
class Plan:
    """All that is recorded of one recommendation."""

    state: str
    agency: Agency | None = None
    person: User | None = None
    due: date | None = None
    remark: str = ""
    files: Sequence[Evidence] = ()


@transaction.atomic
def record(note: Note, plan: Plan, *, by: Actor, at: datetime) -> FollowUp:
    """Keep the plan in place of what stood there.

    Raises `Refused` for a note no region follows up, an agency or file of another region, or "done" with nothing to show.
    """
    rows = read_by_regions(Note.objects.select_for_update(of=("self",)))
    locked = rows.select_related("seat__submission__regency").filter(pk=note.pk).first()
    if locked is None:
        raise Refused(_("Catatan ini tidak dapat ditindaklanjuti."))
    submission = locked.seat.submission
    _require_own(plan, submission.regency_id)
    if plan.state == FollowUp.State.DONE and not plan.remark.strip() and not plan.files:
        raise Refused(_("Tuliskan apa yang sudah dilakukan atau pilih berkasnya sebelum menyatakan selesai."))
    row = follow_up_of(locked) or FollowUp(note=locked)
    before = _told(row, row.files.count()) if not row._state.adding else {}
    row.state, row.agency, row.person, row.due = plan.state, plan.agency, plan.person, plan.due
    row.remark, row.changed_at, row.changed_by = plan.remark.strip(), at, by.user
    row.save()
    row.files.set(plan.files)
    journal.write(
        "followup.record",
        row,
        by=by,
        at=at,
        before=before,
        after=_told(row, len(plan.files)),
        label=f"{submission.regency} · {locked}",
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
    )
    return row


def _require_own(plan: Plan, code: str) -> None:
    is_own = plan.agency is None or plan.agency.regency_id == code
    if not is_own or any(file.regency_id != code for file in plan.files):
        raise Refused(_("Perangkat daerah dan berkas harus milik daerah ini."))


def _told(row: FollowUp, files: int) -> dict[str, object]:
    due = row.due.isoformat() if row.due else None
    return {"state": row.state, "owner": row.owner, "due": due, "files": files}
