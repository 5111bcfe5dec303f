"""Last year's answers: what arrives, what is left alone, and that nothing counts before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from common.steps import Refused
from journal.models import Entry
from submissions.actions import answers, carrying_over, evidence
from submissions.actions.submissions import hand_in
from submissions.forms.answers import draft_of, typed_of
from submissions.models import Answer, Attachment, Submission
from submissions.queries import lacking
from submissions.queries.cycles import COMPLETE, region_lines
from submissions.tests.factories import (
    actor,
    answer_all,
    indicators,
    make_agency,
    make_answer,
    make_cycle,
    make_instrument,
    make_member,
    make_submission,
    pdf,
)

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    before: Submission
    now: Submission
    operator: User

    def carry(self, *, with_files: bool = False) -> tuple[int, int]:
        wanted = {row.pk for row in indicators(self.now)}
        by = actor(self.operator)
        return carrying_over.carry_over(self.now, wanted, with_files=with_files, by=by, at=timezone.now())

    def answer(self, order: int) -> Answer:
        return Answer.objects.get(submission=self.now, indicator__order=order)


@pytest.fixture
def scene() -> Scene:
    before = make_submission(instrument=make_instrument())
    answer_all(before)
    cycle = make_cycle(instrument=make_instrument(), previous=before.cycle)
    now = make_submission(cycle=cycle, regency=before.regency)
    return Scene(before, now, make_member(now.regency))


def test_answers_of_the_same_key_and_kind_arrive_and_count_nowhere_until_confirmed(scene: Scene) -> None:
    first = indicators(scene.now)[0]
    type(first).objects.filter(pk=first.pk).update(answer_kind="text")
    assert scene.carry() == (3, 0)
    rows = list(Answer.objects.filter(submission=scene.now).select_related("indicator"))
    assert all(lacking(row, row.indicator) for row in rows)
    assert not Answer.objects.filter(COMPLETE, submission=scene.now).exists()
    assert region_lines([scene.now])[0].complete == 0
    assert draft_of(scene.answer(2)) == draft_of(Answer.objects.get(submission=scene.before, indicator__order=2))
    assert scene.answer(2).field_versions == {"number": 1, "own_level": 1}
    with pytest.raises(Refused):
        hand_in(scene.now, by=actor(scene.operator, Role.HEAD), at=timezone.now())
    wanted = {row.indicator_id for row in rows}
    assert carrying_over.confirm(scene.now, wanted, by=actor(scene.operator), at=timezone.now()) == 3
    assert carrying_over.confirm(scene.now, wanted, by=actor(scene.operator), at=timezone.now()) == 0
    assert Answer.objects.filter(COMPLETE, submission=scene.now).count() == 3
    assert Entry.objects.filter(verb="answer.confirm").count() == 1
    assert Entry.objects.get(verb="answer.carry_over").after["questions"] == [2, 3, 4]


def test_an_answer_with_content_stays_and_a_real_zero_is_content(scene: Scene) -> None:
    own = make_answer(scene.now, indicators(scene.now)[1], number=0, own_level=None)
    answers.answer_for(scene.now, indicators(scene.now)[2], by=actor(scene.operator), at=timezone.now())
    assert scene.carry() == (3, 0)
    own.refresh_from_db()
    assert (own.number, own.carried_from, own.awaits_confirmation) == (0, None, False)
    assert scene.answer(3).version == 1
    with pytest.raises(Refused):
        scene.carry()


def test_files_of_last_year_are_linked_only_when_wanted_and_only_once(scene: Scene) -> None:
    question, by = indicators(scene.before)[1], actor(scene.operator)
    evidence.attach(scene.before, question, pdf(), max_bytes=10**6, by=by, at=timezone.now())
    assert scene.carry(with_files=True) == (4, 1)
    link = Attachment.objects.get(answer__submission=scene.now)
    assert link.evidence == Attachment.objects.get(answer__submission=scene.before).evidence
    assert link.answer == scene.answer(2)


def test_a_replaced_file_comes_in_its_newest_version_without_the_page_of_the_old_one(scene: Scene) -> None:
    question, by, at = indicators(scene.before)[1], actor(scene.operator), timezone.now()
    old = evidence.attach(scene.before, question, pdf("lama.pdf"), max_bytes=10**6, by=by, at=at)
    evidence.point(old, page=1, note="Lihat di sini", by=by, at=at)
    Submission.objects.filter(pk=scene.before.pk).update(state=Submission.State.HANDED_IN, handed_in_at=at)
    newer = evidence.replace(old.evidence, pdf("baru.pdf", extra=b"2"), max_bytes=10**6, by=by, at=at)
    assert scene.carry(with_files=True) == (4, 1)
    link = Attachment.objects.get(answer__submission=scene.now)
    assert (link.evidence, link.page, link.note) == (newer, None, "Lihat di sini")


def test_writing_in_a_carried_answer_confirms_it(scene: Scene, client: Client) -> None:
    scene.carry()
    client.force_login(scene.operator)
    row = scene.answer(2)
    typed = typed_of(row, row.indicator)
    parts = {"value": "9", "narrative": "", "level": typed.level, "reason": "", "version": typed.version}
    client.post(section(scene), {f"a-2-{name}": text for name, text in parts.items()})
    assert (scene.answer(2).number, scene.answer(2).awaits_confirmation) == (9, False)
    assert scene.answer(1).awaits_confirmation


def test_one_question_or_the_section_is_confirmed_on_the_page(scene: Scene, client: Client) -> None:
    scene.carry()
    client.force_login(scene.operator)
    assert 'value="all"' in client.get(section(scene)).content.decode()
    client.post(section(scene), {"confirm": "1"})
    assert [scene.answer(order).awaits_confirmation for order in (1, 2)] == [False, True]
    client.post(section(scene), {"confirm": "all"})
    assert [scene.answer(order).awaits_confirmation for order in (1, 2, 3)] == [False, False, True]
    assert 'name="confirm"' not in client.get(section(scene)).content.decode()


def test_the_preview_writes_nothing_and_the_step_marks_what_came(scene: Scene, client: Client) -> None:
    client.force_login(scene.operator)
    address = reverse("submissions:carry_over", args=[scene.now.pk])
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert (len(page.context["plan"].carried), Answer.objects.filter(submission=scene.now).count()) == (4, 0)
    assert client.post(address).status_code == 302
    assert Answer.objects.filter(submission=scene.now, awaits_confirmation=True).count() == 4
    Answer.objects.filter(submission=scene.now).exclude(indicator__order=1).delete()
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(address).context["plan"].carried) == 3
    assert len(few) == len(many)
    assert [client.post(address).status_code, client.post(address).status_code] == [302, 409]


def test_a_contributor_takes_only_what_the_agency_was_asked(scene: Scene, client: Client) -> None:
    agency = make_agency(scene.now.regency)
    client.force_login(make_member(scene.now.regency, Role.CONTRIBUTOR, agency=agency))
    assert client.post(reverse("submissions:carry_over", args=[scene.now.pk])).status_code == 409
    assert not Answer.objects.filter(submission=scene.now).exists()


def section(scene: Scene) -> str:
    return reverse("submissions:section", args=[scene.now.pk, "baseline"])
