"""Facts about the annex on alignment: what it says, and who may print it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from alignment.tests import factories as make
from reports.kinds import KINDS

pytestmark = pytest.mark.django_db
KIND = KINDS["alignment"]


def test_it_says_what_is_linked_and_what_is_not() -> None:
    rpjmd = make.make_rpjmd(programmes=2)
    served, orphan = rpjmd.rpjmd_programmes.order_by("code")
    link = make.make_link(make.make_programme(), served, programme_pages="41–43")
    gap = make.make_programme(link.programme.document)
    data = KIND.read(link.programme.document)
    assert (data.coverage, data.served) == (Decimal("50.0"), Decimal("50.0"))
    assert [(row.programme, row.serves, row.pages, row.confirmed) for row in data.links] == [
        (str(link.programme), str(served), ("41–43", ""), ("", "2 November 2026"))
    ]
    assert (data.gaps, data.orphans) == ((str(gap),), (str(orphan),))
    assert [(row.counts, row.total, row.anchored) for row in data.rows if row.total] == [((1,), 2, 1)]


def test_another_link_is_another_version() -> None:
    link = make.make_link(make.make_programme(), make.make_rpjmd().rpjmd_programmes.get())
    plan = link.programme.document
    before = KIND.current_source(plan)
    link.delete()
    assert KIND.current_source(plan) != before


def test_a_plan_without_an_rpjmd_is_told_as_such() -> None:
    data = KIND.read(make.make_programme().document)
    assert (data.rpjmd, data.missions, data.coverage, data.served) == ("", (), Decimal("0.0"), None)
    assert "belum ada di portal" in KIND.html(data, "x")


def test_who_reads_the_alignment_prints_it_and_nobody_else(client: Client) -> None:
    plan = make.make_programme().document
    page = reverse("reports:document", args=["alignment", plan.pk])
    for person in (
        make.make_person(plan.regency, Role.COUNCIL),
        make.make_person(role=Role.SECRETARIAT),
        make.make_seated(plan),
    ):
        client.force_login(person)
        assert client.get(page).status_code == 200
    for person in (make.make_person(make.make_regency(make.KUTAI)), make.make_seated(plan, accepted=False)):
        client.force_login(person)
        assert client.get(page).status_code == 404
