"""Facts about the verbs: one journal row each, and what they refuse."""

from __future__ import annotations

import pytest

from common.steps import Refused
from documents import actions
from documents.models import Document, MasterplanYear, YearTarget
from documents.tests import factories as make
from journal.models import Entry

pytestmark = pytest.mark.django_db


def test_a_new_document_is_told_once_to_its_region() -> None:
    document = make.make_document()
    entry = Entry.objects.get()
    assert (entry.verb, entry.target_id, entry.regency_code) == ("document.create", str(document.pk), make.PASER)


def test_a_change_tells_only_what_differs() -> None:
    document = make.make_document(title="Lama")
    actions.change(document, {"title": "Baru", "start_year": 2021}, **make.WHO)
    entry = Entry.objects.get(verb="document.change")
    assert (entry.before, entry.after) == ({"title": "Lama"}, {"title": "Baru"})


def test_a_change_that_changes_nothing_is_not_told() -> None:
    document = make.make_document(title="Lama")
    actions.change(document, {"title": "Lama"}, **make.WHO)
    assert not Entry.objects.filter(verb="document.change").exists()


def test_a_code_stands_once_in_a_region_and_again_in_another() -> None:
    make.make_document(code="MP")
    with pytest.raises(Refused, match="MP"):
        make.make_document(code="MP")
    assert make.make_document(make.make_regency(make.KUTAI), code="MP").code == "MP"


def test_years_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(Refused, match="Tahun akhir"):
        make.make_document(start_year=2026, end_year=2021)


def test_a_document_with_programmes_keeps_its_kind() -> None:
    document = make.make_programme().document
    with pytest.raises(Refused, match="Jenis"):
        actions.change(document, {"kind": Document.Kind.RPJMD}, **make.WHO)
    document.refresh_from_db()
    assert document.kind == Document.Kind.MASTERPLAN


def test_a_mission_needs_an_rpjmd() -> None:
    with pytest.raises(Refused):
        actions.add_mission(make.make_document(), code="M1", text="Misi", order=1, **make.WHO)


def test_a_goal_serves_several_missions_of_its_own_document_only() -> None:
    document = make.make_rpjmd()
    second = actions.add_mission(document, code="M2", text="Misi kedua", order=2, **make.WHO)
    both = [*document.missions.all()]
    goal = actions.add_goal(document, code="T2", text="Tujuan bersama", missions=both, **make.WHO)
    assert second in goal.missions.all() and goal.missions.count() == 2
    foreign = make.make_rpjmd(make.make_regency(make.KUTAI)).missions.get()
    with pytest.raises(Refused, match="dokumen yang sama"):
        actions.add_goal(document, code="T3", text="Tujuan", missions=[foreign], **make.WHO)


def test_two_programmes_of_one_code_are_refused() -> None:
    document = make.make_rpjmd()
    with pytest.raises(Refused, match="RP-1"):
        actions.add_rpjmd_programme(document.targets.get(), code="RP-1", name="Kembar", **make.WHO)
    programme = make.make_programme()
    with pytest.raises(Refused, match=programme.code):
        make.make_programme(programme.document, code=programme.code)


def test_an_agency_of_a_neighbour_is_refused() -> None:
    document = make.make_document()
    abroad = make.make_agency(make.make_regency(make.KUTAI))
    with pytest.raises(Refused, match="DINKES"):
        actions.add_masterplan_programme(document, make.programme_values(agency=abroad), **make.WHO)


def test_a_sub_pillar_belongs_to_the_pillar() -> None:
    other = make.make_pillar("economy", 3).sub_pillars.get()
    with pytest.raises(Refused, match="Subpilar"):
        make.make_programme(sub_pillar=other)


def test_a_changed_programme_is_told_once_and_a_budget_of_zero_survives() -> None:
    programme = make.make_programme(budget_rupiah=5)
    before = Entry.objects.count()
    stored = actions.change_masterplan_programme(programme, {"budget_rupiah": 0}, **make.WHO)
    assert stored.budget_rupiah == 0
    assert Entry.objects.count() == before + 1


def test_yearly_targets_change_where_they_differ() -> None:
    programme = make.make_rpjmd().rpjmd_programmes.get()
    texts = {2023: "75 persen", 2024: "80,5"}
    actions.change_rpjmd_programme(programme, {"name": programme.name}, year_targets=texts, **make.WHO)
    entry = Entry.objects.order_by("id").last()
    assert entry.after == {"year_targets": {"2024": "80,5"}}
    assert dict(YearTarget.objects.values_list("year", "text")) == texts


def test_a_status_said_again_is_told_once() -> None:
    programme = make.make_programme()
    before = Entry.objects.count()
    actions.record_status(programme, year=2023, status="running", **make.WHO)
    actions.record_status(programme, year=2023, status="finished", **make.WHO)
    assert Entry.objects.count() == before + 1
    assert MasterplanYear.objects.get(programme=programme).status == "finished"
