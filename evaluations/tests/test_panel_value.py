"""What a panel's value does to the sums, and when the mean counts again."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evaluations.actions import drafts, replies, results
from evaluations.actions.given import Given
from evaluations.models import PanelValue, Plenary, QuestionValue, Reply, Result, ResultRun
from evaluations.queries import gather
from evaluations.tests import factories as make
from evaluations.tests.test_plenary import decided, signed_in, talk
from submissions.models import Submission, Window
from submissions.tests.factories import indicators, set_window

pytestmark = pytest.mark.django_db


def test_a_result_takes_the_panels_value_and_says_so() -> None:
    submission, seats = talk(opened=0)
    decided(submission, seats, {0: Given(0), 1: Given(not_applicable=True)})
    close_unsigned()
    results.announce(submission.cycle, by=make.secretary(), at=timezone.now())
    first, second, third, _fourth = QuestionValue.objects.order_by("indicator__order")
    assert (first.total, first.count) == (0, 1)  # a real 0 counts
    assert (second.total, second.count) == (0, 0)  # not applicable leaves the dimension
    assert Fraction(third.total, third.count) == 3  # the mean of 1, 4, 4
    page = signed_in(make.make_secretary()).get(reverse("evaluations:result", args=[Result.objects.get().pk]))
    assert "Nilai panel dari pleno, menggantikan rata-rata nilai asesor" in page.content.decode()
    assert "Tidak berlaku menurut kesepakatan panel dalam pleno." in page.content.decode()


def test_a_mark_changed_for_an_objection_lets_the_mean_count_again() -> None:
    submission, seats = talk(opened=0)
    decided(submission, seats, {0: Given(0), 1: Given(0)})
    question = indicators(submission)[0]
    close_unsigned()
    run = drafts_of(submission)
    reply = Reply.objects.create(
        result=run.results.get(),
        indicator=question,
        kind="object",
        text="Contoh.",
        state="asked",
        written_at=timezone.now(),
    )
    reply.asked.add(seats[0])
    page = reverse("evaluations:reply", args=[reply.pk])
    assert signed_in(make.make_secretary()).get(page).context["now_value"] == 0  # the panel's value, not the mean of 3
    by = make.assessor(seats[0].assessor)
    replies.revise(reply, seats[0], Given(4), reason="Bukti baru.", by=by, at=timezone.now())
    assert signed_in(make.make_secretary()).get(page).context["now_value"] == 4
    sums = gather(submission.cycle).sums[submission.pk]
    assert (sums[question.pk], sums[indicators(submission)[1].pk]) == ((12, 3), (0, 1))


def close_unsigned() -> None:
    """As if the minutes were closed: what a draft waits for."""
    Plenary.objects.update(state=Plenary.State.CLOSED, closed_at=timezone.now(), sha256="0" * 64)


def drafts_of(submission: Submission) -> ResultRun:
    now = timezone.now()
    set_window(submission.cycle, Window.Kind.OBJECTION, now - timedelta(days=1), now + timedelta(days=5))
    return drafts.publish(submission.cycle, by=make.secretary(), at=now)


def test_without_the_rule_an_old_value_changes_no_sum() -> None:
    submission, seats = talk(opened=0)
    decided(submission, seats, {0: Given(0)})
    submission.instrument.panel_value_replaces = False
    submission.instrument.save()
    assert gather(submission.cycle).sums[submission.pk][indicators(submission)[0].pk] == (9, 3)


class Sums(TestCase):
    @settings(deadline=None, max_examples=15)  # each builds a panel
    @given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=4, max_size=4))
    def test_a_higher_panel_value_never_lowers_a_final_and_not_applicable_is_no_zero(
        self, values: list[int | None]
    ) -> None:
        submission, seats = talk(opened=0)
        chosen = {n: Given(not_applicable=True) if value is None else Given(value) for n, value in enumerate(values)}
        decided(submission, seats, chosen)
        sums = gather(submission.cycle).sums[submission.pk]
        for value, indicator in zip(values, indicators(submission), strict=True):
            assert sums[indicator.pk] == ((0, 0) if value is None else (value, 1))
        low = results.compute(gather(submission.cycle))[0].score.final
        PanelValue.objects.filter(value__lt=4).update(value=4)
        high = results.compute(gather(submission.cycle))[0].score.final
        assert (low is None) == (high is None)
        assert low is None or (high is not None and high >= low)
