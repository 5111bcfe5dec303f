"""Studies of ranks and of agreement, made in the background and stored beside what they speak of."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, User
from common.steps import Refused
from evaluations import agreement, bands
from evaluations.models import (
    AgreementStudy,
    AssessorSeverity,
    IndicatorAgreement,
    RankBand,
    RankStudy,
    Result,
    ResultRun,
)
from evaluations.queries.statistics import Cohort, cohorts_of, given_in
from evaluations.rules import announces
from jobs.actions import Progress, WorkFailed, silent
from journal import actions as journal
from submissions.models import Cycle

STUDIED = (Cycle.State.PLENARY, Cycle.State.ANNOUNCED)
"""States of a cycle whose marks are all in."""


def study_ranks(run: ResultRun, *, by: Actor, at: datetime, tell: Progress = silent) -> RankStudy:
    """How sure the ranks of a run are. A run is studied once; asked again, the stored study is the answer.

    Reads marks and results, changes none. Raises `Refused` for a run without a single final.
    """
    if (known := RankStudy.objects.filter(run=run).first()) is not None:
        return known
    tell(_("Mengumpulkan nilai para asesor"), 5)
    cohorts = cohorts_of(run)
    if not cohorts:
        raise Refused(_("Penetapan ini tidak memiliki nilai akhir, jadi tidak ada peringkat yang dapat diperiksa."))
    found: list[tuple[Result, bands.Band]] = []
    for number, cohort in enumerate(cohorts):
        tell(_("Mengulang penilaian dengan panel lain"), 15 + 75 * number // len(cohorts))
        found += zip(cohort.results, _bands(cohort, run.cycle.tie_chain), strict=True)
    tell(_("Menyimpan rentang peringkat"), 95)
    try:
        with transaction.atomic():
            has_marks = any(cohort.panels is not None for cohort in cohorts)
            study = RankStudy.objects.create(run=run, draws=bands.DRAWS, seed=bands.SEED, has_marks=has_marks, at=at)
            RankBand.objects.bulk_create(_row(result, band) for result, band in found)
            after = {"run": run.number, "results": len(found), "draws": bands.DRAWS}
            journal.write("ranking.study", run, by=by, at=at, cycle_id=run.cycle_id, after=after)
    except IntegrityError:
        return RankStudy.objects.get(run=run)  # another worker was faster, with the same numbers
    return study


def _bands(cohort: Cohort, chain: list[str]) -> list[bands.Band]:
    """`chain`: what decides between equal finals; with one, the places are the stored ranks."""
    places = [row.rank for row in cohort.results if row.rank is not None] if chain else None
    if cohort.panels is None:
        return bands.bands_of_values(cohort.values, cohort.weights, places=places)
    return bands.bands_of_panels(cohort.panels, places=places)


def _row(result: Result, band: bands.Band) -> RankBand:
    resampled, left_out = band.resampled, band.left_out
    return RankBand(
        result=result,
        group=band.group,
        alike_best=band.alike.best,
        alike_worst=band.alike.worst,
        weighted_best=band.weighted.best,
        weighted_worst=band.weighted.worst,
        resampled_best=resampled.best if resampled else None,
        resampled_worst=resampled.worst if resampled else None,
        left_out_best=left_out.best if left_out else None,
        left_out_worst=left_out.worst if left_out else None,
    )


def study_agreement(cycle: Cycle, *, by: Actor, at: datetime, tell: Progress = silent) -> AgreementStudy:
    """How well the panels agreed, question by question, and how strict each assessor was. Marks stay as they are.

    Raises `Refused` while marks are still being given: before all are in, a number would tell of unfinished work.
    """
    if cycle.state not in STUDIED:
        raise Refused(_("Kesepakatan asesor dihitung setelah penilaian selesai, mulai masa pleno."))
    tell(_("Mengumpulkan nilai para asesor"), 10)
    marks = given_in(cycle)
    tell(_("Menghitung kesepakatan tiap pertanyaan"), 40)
    questions = agreement.by_question(marks)
    people = agreement.severities(marks)
    total = agreement.overall(marks)
    tell(_("Menyimpan hasil hitungan"), 90)
    with transaction.atomic():
        study = AgreementStudy.objects.create(cycle=cycle, alpha=total.alpha, marks=len(marks), at=at)
        IndicatorAgreement.objects.bulk_create(
            IndicatorAgreement(
                study=study, indicator_id=UUID(str(key)), alpha=row.alpha, panels=row.panels, spread=row.spread
            )
            for key, row in questions.items()
        )
        AssessorSeverity.objects.bulk_create(
            AssessorSeverity(study=study, assessor_id=UUID(str(key)), difference=row.difference, marks=row.marks)
            for key, row in people.items()
        )
        after = {"marks": len(marks), "alpha": total.alpha}
        journal.write("agreement.study", study, by=by, at=at, cycle_id=cycle.pk, after=after)
    return study


def ranks_job(*, progress: Progress, cycle_id: str, user_id: str) -> None:
    """The study of ranks as background work (`settings.JOB_KINDS`). Safe to run twice."""
    by = _asker(user_id)
    run = ResultRun.objects.filter(cycle=UUID(cycle_id), is_current=True, cycle__state=Cycle.State.ANNOUNCED).first()
    if run is None:
        raise WorkFailed(_("Belum ada hasil yang diumumkan."))
    try:
        study_ranks(run, by=by, at=timezone.now(), tell=progress)
    except Refused as reason:
        raise WorkFailed(str(reason)) from reason


def agreement_job(*, progress: Progress, cycle_id: str, user_id: str, asked_at: str) -> None:
    """The study of agreement as background work. What this order has made already is done."""
    by, cycle = _asker(user_id), Cycle.objects.get(pk=cycle_id)
    if AgreementStudy.objects.filter(cycle=cycle, at__gte=datetime.fromisoformat(asked_at)).exists():
        return
    try:
        study_agreement(cycle, by=by, at=timezone.now(), tell=progress)
    except Refused as reason:
        raise WorkFailed(str(reason)) from reason


def _asker(user_id: str) -> Actor:
    user = User.objects.get(pk=UUID(user_id))
    by = announces(user)
    if by is None or not user.is_active:
        raise WorkFailed(_("Anda tidak lagi memegang peran yang boleh meminta hitungan ini."))
    return by
