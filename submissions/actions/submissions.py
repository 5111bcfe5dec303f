"""A submission: invitation, handing in, sending back, absence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor
from common.steps import Refused, take
from journal import actions as journal
from journal.models import Audience
from regencies.models import Regency
from submissions.models import Answer, Cycle, CycleCohort, Receipt, Submission
from submissions.queries import why_closed, why_read_only, windows_for
from submissions.queries.checks import Findings, findings_of
from submissions.queries.receipts import content_of, digest
from submissions.workflow import SUBMISSION_STEPS

STILL_INVITING = (Cycle.State.DRAFT, Cycle.State.SELF_ASSESSMENT)


@transaction.atomic
def invite(cycle: Cycle, regencies: Iterable[Regency], *, cohort: str, by: Actor, at: datetime) -> list[Submission]:
    """Invite regions into a cohort; those already invited to this cycle are left as they are. Returns the new ones."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)  # two may invite the same region at once
    if why := why_no_invitation(cycle):
        raise Refused(why)
    row = CycleCohort.objects.filter(cycle=cycle, cohort=cohort).first()
    if row is None:
        raise Refused(_("Kohort ini belum memiliki instrumen dalam siklus ini."))
    known = set(Submission.objects.filter(cycle=cycle).values_list("regency_id", flat=True))
    made = []
    for regency in regencies:
        if regency.pk not in known:
            made.append(
                Submission.objects.create(
                    cycle=cycle,
                    regency=regency,
                    cohort=cohort,
                    instrument_id=row.instrument_id,
                    is_sample=cycle.is_sample,
                )
            )
            tell("submission.invite", made[-1], by=by, at=at, after={"cohort": cohort})
    return made


@transaction.atomic
def withdraw(submission: Submission, *, by: Actor, at: datetime) -> None:
    """Take an invitation back while the cycle is a draft."""
    if Cycle.objects.select_for_update().get(pk=submission.cycle_id).state != Cycle.State.DRAFT:
        raise Refused(
            _("Undangan hanya dapat dibatalkan selagi siklus disiapkan. Catat “tidak ikut serta” sebagai gantinya.")
        )
    tell("submission.withdraw", submission, by=by, at=at, before={"cohort": submission.cohort})
    submission.delete()


@transaction.atomic
def hand_in(submission: Submission, *, by: Actor, at: datetime) -> Submission:
    """Hand in officially, with a receipt of what stands. From then on it is read-only.

    Raises `Refused` with gaps, with warnings that have no reason, after the window, or when done.
    """
    locked = _locked(submission)
    target = take(SUBMISSION_STEPS, "hand_in", locked.state)
    if reason := why_closed(locked.cycle, windows_for(locked), at):
        raise Refused(reason)
    found = findings_of(locked)
    _require_fit(found)
    receipt = _receipt(locked, found, by=by, at=at)
    words = {"receipt": receipt.number, "sha256": receipt.sha256}
    return _step(locked, "hand_in", target, by=by, at=at, handed_in_at=at, words=words)


@transaction.atomic
def step_back(submission: Submission, name: str, *, by: Actor, at: datetime, reason: str) -> Submission:
    """The secretariat's steps on a submission: `send_back`, `absent`, `readmit`. Each wants a reason."""
    locked = _locked(submission)
    target = take(SUBMISSION_STEPS, name, locked.state, reason)
    if why := why_no_step_back(locked.cycle, name):
        raise Refused(why)
    return _step(locked, name, target, by=by, at=at, reason=reason, handed_in_at=None)


def why_no_step_back(cycle: Cycle, name: str) -> str:
    """Why the cycle leaves no room for this step of the secretariat; empty: it does."""
    if cycle.state not in (Cycle.State.SELF_ASSESSMENT, Cycle.State.ASSESSMENT):
        return _("Langkah ini hanya dapat dilakukan selama masa pengisian atau penilaian.")
    if name == "send_back" and cycle.state != Cycle.State.SELF_ASSESSMENT:
        return _("Masa pengisian sudah berakhir; buka kembali pengisian siklus ini dahulu.")
    return ""


def why_no_invitation(cycle: Cycle) -> str:
    """Why regions cannot be invited any more; empty: they can."""
    return "" if cycle.state in STILL_INVITING else _("Daerah hanya dapat diundang sebelum masa pengisian berakhir.")


def require_open(submission: Submission, *, at: datetime) -> None:
    """Raises `Refused` unless answers of this submission may change at this moment."""
    if reason := why_read_only(submission, windows_for(submission), at):
        raise Refused(reason)


def lock_open(submission: Submission, *, at: datetime) -> None:
    """As `require_open`, of the row as it stands now, and nobody hands it in until the transaction ends."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cycle")
    require_open(rows.get(pk=submission.pk), at=at)


def _require_fit(found: Findings) -> None:
    if gaps := len(found.gaps):
        text = ngettext(
            "Masih ada %(count)d hal yang belum lengkap.", "Masih ada %(count)d hal yang belum lengkap.", gaps
        )
        raise Refused(text % {"count": gaps})
    if warnings := len(found.warnings):
        text = ngettext(
            "Masih ada %(count)d peringatan tanpa alasan.", "Masih ada %(count)d peringatan tanpa alasan.", warnings
        )
        raise Refused(text % {"count": warnings})


def _receipt(locked: Submission, found: Findings, *, by: Actor, at: datetime) -> Receipt:
    """The next receipt of a locked submission; earlier ones stay."""
    number = Receipt.objects.filter(submission=locked).count() + 1
    content = content_of(locked, found, number=number, by=by, at=at)
    return Receipt.objects.create(
        submission=locked, number=number, content=content, sha256=digest(content), at=at, by=by.user
    )


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("cycle", "regency")
    return rows.get(pk=submission.pk)


def _step(
    locked: Submission,
    name: str,
    target: str,
    *,
    by: Actor,
    at: datetime,
    handed_in_at: datetime | None,
    reason: str = "",
    words: Mapping[str, object] | None = None,
) -> Submission:
    before = {"state": locked.state}
    locked.state, locked.handed_in_at = target, handed_in_at
    locked.save(update_fields=["state", "handed_in_at"])
    answered = Answer.objects.filter(submission=locked).count()
    after = {"state": target, "answers": answered} | dict(words or {})
    tell(f"submission.{name}", locked, by=by, at=at, before=before, after=after, reason=reason)
    return locked


def tell(verb: str, submission: Submission, *, by: Actor, at: datetime, **words: object) -> None:
    """The journal row of something that happened to a submission."""
    journal.write(
        verb,
        submission,
        by=by,
        at=at,
        regency_code=submission.regency_id,
        cycle_id=submission.cycle_id,
        audience=Audience.REGION,
        **words,  # type: ignore[arg-type]
    )
