"""What Kabupaten Paser made of last year's recommendations: one done with its file, one under way and late, the rest untouched."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Actor
from common.clock import local
from evaluations.actions import followups
from evaluations.actions.followups import Plan
from evaluations.models import FollowUp, Note
from evaluations.queries.followups import read_by_regions
from regencies.models import Agency, Regency
from submissions.models import Cycle, Evidence


def followed(cycle: Cycle, code: str, *, operator: Actor, at: datetime) -> None:
    """Three notes of an announced cycle get an owner and a day; whole-submission notes and questions alike."""
    rows = read_by_regions(Note.objects.filter(seat__submission__cycle=cycle, seat__submission__regency=code))
    notes = list(rows.order_by(F("indicator__order").asc(nulls_last=True), "kind", "pk")[:3])
    agency = Agency.objects.filter(regency=code).first()
    files = list(Evidence.objects.filter(regency=code, replaced_by=None)[:1])
    today = local(at, Regency.objects.get(pk=code).timezone).date()
    done, running, planned = FollowUp.State.DONE, FollowUp.State.RUNNING, FollowUp.State.OPEN
    plans = (
        Plan(done, agency, operator.user, today - timedelta(days=30), _("Peraturan sudah terbit (contoh)."), files),
        Plan(running, agency, None, today - timedelta(days=3), _("Rancangan sedang dibahas (contoh).")),
        Plan(planned, None, operator.user, today + timedelta(days=60)),
    )
    for note, plan in zip(notes, plans, strict=False):
        followups.record(note, plan, by=operator, at=at)
