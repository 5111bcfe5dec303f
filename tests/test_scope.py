"""Every address of the project, as every role from another scope: what one may not see does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evaluations.models import Seat
from quickwins.models import Photo
from tests import world
from tests.world import World

pytestmark = pytest.mark.django_db

OPEN = {
    # Pages without an object: everyone who signs in has one, with the own things only.
    "reports:home", "reports:ranking", "reports:ranking_method", "reports:history", "jobs:list",
    "regencies:list", "documents:list", "documents:search", "quickwins:list", "alignment:plans",
    "submissions:list", "submissions:cycles", "submissions:reminders", "accounts:own_account", "accounts:password",
}  # fmt: skip
PUBLIC = {
    "accounts:sign_in",
    "accounts:sign_out",
    "set_language",
    "gallery",
    "reports:verify",
    "reports:verify_any",
    "submissions:receipt_check",
    "surveys:door",
    "surveys:form",
    "surveys:done",
    "surveys:kiosk",
    "surveys:kiosk_done",
}
MACHINE = {
    # Answered in JSON to the script of a page: 401, 403, 404 of their own, in submissions/tests/test_autosave.py and
    # evaluations/tests/test_saving.py.
    "submissions:autosave", "submissions:present", "evaluations:save", "evaluations:session",
}  # fmt: skip
OFFICE = {
    # Tools of one national role without an object: they exist only for that role.
    "regencies:people": "administrator", "regencies:person_new": "administrator",
    "evaluations:practices": "assessor",
    "evaluations:desk": "assessor", "evaluations:queue": "assessor",
    "evaluations:own_profile": "assessor", "evaluations:assessors": "",
    "pillars:list": "", "pillars:import": "", "submissions:cycle_new": "",
}  # fmt: skip


def addresses(w: World) -> dict[str, dict[str, Any]]:
    """Arguments of every address with an object, filled with the neighbour's."""
    filling, scoring, seat = w.filling.pk, w.scoring.pk, w.seat.pk
    question = w.attachment.answer.indicator
    instrument = {"pk": w.filling.instrument_id}
    in_question = {"pk": filling, "indicator_pk": question.pk}
    in_file = {"pk": filling, "attachment_pk": w.attachment.pk}
    survey = {"pk": w.survey.submission_id}
    own_wording = instrument | {"indicator_pk": question.pk}
    draft = {"pk": w.draft.pk}
    return {
        "regencies:agencies": {"code": "64.01"},
        **{f"regencies:emblem{page}": {"code": "64.01"} for page in ("", "_remove", "_picture")},
        "regencies:person": {"pk": w.person.pk},
        **{
            f"pillars:{name}": instrument
            for name in (
                *("detail", "questions_file", "weights_file", "clone", "new_version", "weights", "questions"),
                "question_new",
            )
        },
        "pillars:wording": own_wording,
        "pillars:question_place": own_wording,
        "pillars:question_remove": own_wording,
        "submissions:instrument_preview": instrument,
        "evaluations:instrument_preview": instrument,
        "evaluations:weights_effect": instrument,
        "pillars:levels": own_wording,
        "documents:new": {"code": "64.01"},
        "documents:detail": {"pk": w.document.pk},
        "documents:edit": {"pk": w.document.pk},
        "documents:programme_new": {"pk": w.document.pk},
        "documents:programme": {"pk": w.document.pk, "programme_pk": w.document.pk},
        **{f"documents:{name}": {"pk": w.document.pk} for name in ("workbook", "workbook_file")},
        "documents:sheet_import": {"pk": w.document.pk, "import_pk": w.sheet_import.pk},
        "documents:book_new": {"pk": w.document.pk},
        "documents:book": {"pk": w.document.pk, "book_pk": w.book.pk},
        **{
            f"documents:book_{name}": {"pk": w.document.pk, "book_pk": w.book.pk, "number": 1}
            for name in ("page", "picture", "file", "read")
        },
        "documents:table": {"pk": w.document.pk, "sheet": "program"},
        "documents:remove": {"pk": w.document.pk, "kind": "program", "part_pk": w.link.programme_id},
        "documents:part_new": {"pk": w.document.pk, "kind": "misi"},
        "documents:part": {"pk": w.document.pk, "kind": "misi", "part_pk": w.document.pk},
        **{f"alignment:{name}": {"pk": w.document.pk} for name in ("matrix", "print", "suggestions")},
        "alignment:programme": {"pk": w.document.pk, "programme_pk": w.link.programme_id},
        "alignment:link": {"pk": w.document.pk, "link_pk": w.link.pk},
        "quickwins:new": {"code": "64.01"},
        **{f"quickwins:{name}": {"pk": w.quick_win.pk} for name in ("detail", "edit", "status", "risk")},
        "quickwins:step": {"pk": w.quick_win.pk, "year": 2021, "name": "pause"},
        "quickwins:photo_new": {"pk": w.quick_win.pk},
        **{
            f"quickwins:{name}": {"pk": w.quick_win.pk, "photo_pk": Photo.objects.get().pk}
            for name in ("photo", "photo_picture", "photo_original", "photo_remove")
        },
        "quickwins:reports": {"code": "64.01"},
        "quickwins:report": {"pk": w.quick_win.pk, "year": 2021, "quarter": 1},
        "quickwins:report_step": {"pk": w.quick_win.pk, "year": 2021, "quarter": 1, "name": "accept"},
        "quickwins:risks": {"code": "64.01"},
        "quickwins:risk_edit": {"pk": w.quick_win.pk, "risk_pk": w.quick_win.risks.get().pk},
        "quickwins:carry": {"pk": w.quick_win.pk, "year": 2022},
        "submissions:detail": {"pk": filling},
        "submissions:section": {"pk": filling, "section": question.section_slug},
        "submissions:evidence_add": in_question,
        "submissions:upload_new": in_question,
        "submissions:known_file": in_question,
        "submissions:library_attach": in_question,
        "submissions:offer": in_question,
        "submissions:evidence_point": in_file,
        "submissions:evidence_preview": in_file,
        "submissions:evidence_picture": in_file,
        "submissions:library": {"code": "64.01"},
        **{
            f"submissions:library_{name}": {"code": "64.01", "pk": w.attachment.evidence_id}
            for name in ("file", "download", "validity", "replace")
        },
        "submissions:upload": {"pk": w.upload.pk},
        "submissions:evidence": in_file,
        "submissions:evidence_remove": in_file,
        "submissions:hand_over": {"pk": filling},
        "submissions:carry_over": {"pk": filling},
        "submissions:hand_over_review": {"pk": filling},
        "submissions:hand_over_back": {"pk": filling},
        "submissions:hand_over_message": {"pk": filling, "agency_pk": w.hand_over.agency_id},
        "submissions:hand_over_return": {"pk": filling, "hand_over_pk": w.hand_over.pk},
        "submissions:extension": {"pk": filling},
        "submissions:late_evidence": {"pk": scoring},
        "submissions:own_window_end": {"pk": scoring, "window_pk": w.own_window.pk},
        "submissions:own_windows": draft,
        "submissions:workbook": {"pk": filling},
        "submissions:workbook_file": {"pk": filling},
        "submissions:workbook_import": {"pk": filling, "import_pk": w.workbook.pk},
        "submissions:hand_in": {"pk": filling},
        "submissions:excuse": {"pk": filling},
        "submissions:receipt": {"pk": scoring, "number": 1},
        "submissions:receipt_data": {"pk": scoring, "number": 1},
        "submissions:step": {"pk": filling, "name": "absent"},
        "submissions:cycle": draft,
        "submissions:cycle_cohort": draft,
        "submissions:cycle_clone": draft,
        "submissions:cycle_checklist": draft,
        "submissions:cycle_window": draft | {"kind": "answers"},
        "submissions:cycle_invite": draft,
        "submissions:cycle_step": draft | {"name": "open"},
        **{f"surveys:{name}": survey for name in ("survey", "programmes")},
        "surveys:step": survey | {"name": "close"},
        **{
            f"surveys:{name}": survey | {"pillar": "governance"}
            for name in ("part", "responses", "take", "table", "codes", "paper", "workbook", "template")
        },
        "surveys:slips": survey | {"pillar": "governance", "batch": w.survey.parts.get().batches.get().pk},
        "evaluations:seat": {"pk": seat},
        "evaluations:survey": {"pk": seat},
        "evaluations:section": {"pk": seat, "section": question.section_slug},
        "evaluations:question": {"pk": seat, "indicator_pk": question.pk},
        "evaluations:grid": {"pk": seat},
        "evaluations:question_grid": {"cycle_id": w.scoring.cycle_id, "indicator_pk": question.pk},
        "evaluations:notes": {"pk": seat},
        "evaluations:notes_preview": {"pk": seat},
        "evaluations:question_notes": {"pk": seat, "indicator_pk": question.pk},
        "evaluations:hand_in": {"pk": seat},
        **{
            f"evaluations:evidence{page}": {"pk": seat, "attachment_pk": w.attachment.pk}
            for page in ("", "_preview", "_picture")
        },
        "evaluations:acceptance": {"pk": seat},
        "evaluations:declaration": {"cycle_id": w.draft.pk},
        "evaluations:profile": {"pk": w.seat.assessor_id},
        "evaluations:conflicts": {"cycle_id": w.scoring.cycle_id},
        "evaluations:calibration": {"cycle_id": w.scoring.cycle_id},
        "evaluations:calibration_practice": {"pk": w.practice.pk},
        "evaluations:practice": {"pk": w.practice.pk},
        "evaluations:plans": {"cycle_id": w.scoring.cycle_id},
        "evaluations:plan": {"pk": w.plan.pk},
        "evaluations:panels": {"cycle_id": w.scoring.cycle_id},
        "evaluations:panel": {"submission_id": scoring},
        "evaluations:board": {"submission_id": scoring},
        "evaluations:room": {"submission_id": scoring},
        "evaluations:room_version": {"submission_id": scoring},
        "evaluations:minutes": {"submission_id": scoring},
        "evaluations:announce": {"cycle_id": w.scoring.cycle_id},
        "evaluations:statistics": {"cycle_id": w.announced.cycle_id},
        "evaluations:what_if": {"cycle_id": w.announced.cycle_id},
        "evaluations:result": {"pk": w.result.pk},
        "evaluations:differences": {"pk": w.result.pk},
        "evaluations:drafts": {"cycle_id": w.announced.cycle_id},
        "evaluations:draft": {"submission_id": w.announced.pk},
        "evaluations:reply_write": {"submission_id": w.announced.pk, "indicator_pk": w.reply.indicator_id},
        "evaluations:reply": {"pk": w.reply.pk},
        "evaluations:follow_ups": {"code": "64.01"},
        "evaluations:follow_up": {"code": "64.01", "pk": w.follow_up.note_id},
        "evaluations:follow_up_file": {"pk": seat, "file_pk": w.attachment.evidence_id},
        "jobs:detail": {"pk": w.job.pk},
        "reports:regency": {"code": "64.01"},
        "reports:trend": {"code": "64.01"},
        "reports:cockpit": {"cycle_id": w.scoring.cycle_id},
        "reports:phases": {"cycle_id": w.scoring.cycle_id},
        "reports:audit": {"cycle_id": w.scoring.cycle_id},
        "reports:audit_file": {"cycle_id": w.scoring.cycle_id},
        "reports:previews": {"cycle_id": w.scoring.cycle_id},
        "reports:preview": {"pk": w.preview.pk},
        "reports:preview_file": {"pk": w.preview.pk},
        "reports:preview_page": {"pk": w.preview.pk, "page": 1},
        "reports:report": {"result_id": w.result.pk},
        "reports:download": {"result_id": w.result.pk},
        "reports:document": {"kind": "brief", "subject": w.result.pk},
        "reports:document_file": {"kind": "worksheet", "subject": seat},
        "reports:document_format": {"kind": "region", "subject": w.result.pk, "ending": "xlsx"},
    }


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


@pytest.fixture
def w() -> World:
    return world.build()


def test_every_address_is_walked(w: World) -> None:
    known = OPEN | PUBLIC | MACHINE | set(OFFICE) | set(addresses(w))
    assert set(names(get_resolver().url_patterns)) == known


@pytest.mark.parametrize("role", ["operator", "head", "council", "contributor", "assessor", "administrator", "nobody"])
def test_nothing_of_a_neighbour_opens(w: World, role: str, client: Client) -> None:
    client.force_login(w.strangers[role])
    wrong = []
    for name, arguments in addresses(w).items():
        if (name, role) == ("regencies:person", "administrator"):
            continue  # accounts are the administrator's scope
        address = reverse(name, kwargs=arguments)
        answers = [
            client.get(address),
            client.post(address, {"reason": "x", "name": "x"}),
            client.get(address, headers={"HX-Request": "true"}),
        ]
        statuses = {answer.status_code for answer in answers}
        if not statuses <= {404, 405} or 404 not in statuses:
            wrong.append((name, sorted(statuses)))
        assert not any(world.MARK in answer.content.decode() for answer in answers), name
    assert wrong == []


@pytest.mark.parametrize("role", ["operator", "head", "council", "contributor", "assessor", "administrator", "nobody"])
def test_open_pages_tell_nothing_of_a_neighbour(w: World, role: str, client: Client) -> None:
    client.force_login(w.strangers[role])
    for name in sorted(OPEN):
        answer = client.get(reverse(name))
        assert answer.status_code == 200, name
        assert world.MARK not in answer.content.decode(), name
    for name, allowed in OFFICE.items():
        expected = 200 if role == allowed else 404
        assert client.get(reverse(name)).status_code == expected, name


def test_without_sign_in_every_address_leads_to_the_sign_in_page(w: World, client: Client) -> None:
    sign_in = reverse("accounts:sign_in")
    everywhere = {**{name: {} for name in (*OPEN, *OFFICE)}, **addresses(w)}
    for name, arguments in everywhere.items():
        answer = client.get(reverse(name, kwargs=arguments))
        assert answer.status_code in (302, 405), name
        if answer.status_code == 302:
            assert answer["Location"].startswith(sign_in), name


def test_a_council_member_opens_no_answer_of_the_own_region(w: World, client: Client) -> None:
    from accounts.models import Role
    from submissions.tests import factories as make

    client.force_login(make.make_member(w.filling.regency, Role.COUNCIL))
    known = addresses(w)
    for name in ("submissions:detail", "submissions:section", "submissions:evidence", "submissions:hand_in"):
        assert client.get(reverse(name, kwargs=known[name])).status_code == 404, name
    assert client.get(reverse("reports:report", kwargs=known["reports:report"])).status_code == 200


def test_an_assessor_reads_the_quick_wins_of_the_regions_of_own_seats(w: World, client: Client) -> None:
    client.force_login(w.seat.assessor)
    known = addresses(w)
    assert world.MARK in client.get(reverse("quickwins:list"), {"daerah": "64.01"}).content.decode()
    assert "daerah=64.01" in client.get(reverse("quickwins:list")).content.decode()
    assert world.MARK in client.get(reverse("quickwins:detail", kwargs=known["quickwins:detail"])).content.decode()
    for name in ("quickwins:edit", "quickwins:status", "quickwins:step", "quickwins:risk"):
        assert client.get(reverse(name, kwargs=known[name])).status_code == 403, name
    w.seat.submission.cycle.state = "self_assessment"  # a seat opens nothing before the assessment begins
    w.seat.submission.cycle.save()
    Seat.objects.filter(assessor=w.seat.assessor).exclude(pk=w.seat.pk).update(state="invited", handed_in_at=None)
    assert client.get(reverse("quickwins:detail", kwargs=known["quickwins:detail"])).status_code == 404
