"""Facts about the sample plan of Kabupaten Paser: all of it is marked, its gaps show, a second call changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import PORTAL
from documents import queries
from documents.models import Document, YearTarget
from documents.tests.factories import PASER, make_person
from journal.models import Entry
from pillars.actions import load_pillars
from quickwins.models import Photo, QuarterReport, QuickWin, QuickWinYear, Risk
from regencies.actions import create_agency, load_regions
from regencies.models import Agency, Regency
from smartcity.sample import planning

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def reference() -> None:
    load_regions()
    load_pillars()


def test_everything_is_there_and_marked_as_a_sample() -> None:
    told = planning.load(by=PORTAL, at=AT)
    assert len(told) == 5
    assert Agency.objects.filter(regency=PASER, is_sample=True).count() == 12
    assert Document.objects.filter(regency=PASER, is_sample=True).count() == 2
    assert QuickWin.objects.filter(regency=PASER, is_sample=True).count() == 6
    assert Risk.objects.count() == 12
    assert set(QuarterReport.objects.values_list("state", flat=True)) == {"sent", "accepted", "returned"}
    assert Photo.objects.get().report.quick_win.code == "QW-01"
    assert not Document.objects.filter(is_sample=False).exists()


def test_a_second_call_changes_nothing_and_tells_nothing() -> None:
    planning.load(by=PORTAL, at=AT)
    Document.objects.filter(kind="rpjmd").update(title="Judul yang diubah orang")
    before = Entry.objects.count()
    assert planning.load(by=PORTAL, at=AT) == []
    assert Entry.objects.count() == before
    assert Document.objects.filter(title="Judul yang diubah orang").exists()


def test_an_agency_that_is_there_already_is_kept() -> None:
    own = create_agency(Regency.objects.get(pk=PASER), code="DINKES", name="Dinas Kesehatan", by=PORTAL, at=AT)
    planning.load(by=PORTAL, at=AT)
    assert Agency.objects.get(regency=PASER, code="DINKES") == own
    assert QuickWin.objects.get(code="QW-04").agency == own


def test_the_gaps_of_the_plan_are_its_own() -> None:
    planning.load(by=PORTAL, at=AT)
    tree = queries.rpjmd_tree(Document.objects.get(kind="rpjmd"))
    plan = queries.masterplan(Document.objects.get(kind="masterplan"))
    loose = ["MP-07", "MP-08", "MP-16", "MP-17", "MP-23", "MP-24"]
    assert sorted(row.code for row in plan.unanchored) == loose
    assert [row.code for row in tree.unserved] == ["RP-06", "RP-15"]
    assert tree.totals.unset == YearTarget.objects.filter(text="").count() == 2
    assert [row.code for row in QuickWin.objects.filter(start_year=2023)] == ["QW-02"]
    paused = QuickWinYear.objects.get(status="paused")
    assert (paused.quick_win.code, paused.year) == ("QW-06", 2023)
    assert not QuickWinYear.objects.filter(quick_win__code="QW-02", year=2021).exists()


def test_the_gaps_show_on_the_pages(client: Client) -> None:
    planning.load(by=PORTAL, at=AT)
    client.force_login(make_person(Regency.objects.get(pk=PASER)))

    def page(row: Document | QuickWin) -> str:
        room = "documents" if isinstance(row, Document) else "quickwins"
        return client.get(reverse(f"{room}:detail", args=[row.pk])).content.decode()

    masterplan = page(Document.objects.get(kind="masterplan"))
    assert masterplan.count("belum berjangkar di RPJMD") == 6
    rpjmd = page(Document.objects.get(kind="rpjmd"))
    assert rpjmd.count(">Tidak dilayani<") == 2 and rpjmd.count(">belum ditetapkan</span></span>") == 2
    assert "Data contoh." in masterplan and "Data contoh." in rpjmd
    paused = page(QuickWin.objects.get(code="QW-06"))
    assert "Dijeda (2023)" in paused and "Armada jemput tidak mencukupi" in paused and "Data contoh." in paused
    timeline = client.get(reverse("quickwins:list")).content.decode()
    assert timeline.count("state-paused") == 1 and timeline.count("sejak 2023") == 1
