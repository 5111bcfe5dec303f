"""The menu marks the one entry that a page belongs to, and none where it belongs to none."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from submissions.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("reports:home", "/"),
        ("submissions:list", "/isian/"),
        ("reports:ranking", "/peringkat/"),
        ("accounts:own_account", ""),
    ],
)
def test_the_menu_marks_where_one_is(client: Client, name: str, marked: str) -> None:
    client.force_login(make.make_member(make.make_regency(), Role.OPERATOR))
    menu = client.get(reverse(name)).context["navigation"]
    assert [item["url"] for item in menu if item["active"]] == ([marked] if marked else [])


def test_the_menu_holds_what_a_role_works_with(client: Client) -> None:
    client.force_login(make.make_user(national=Role.ASSESSOR))
    addresses = {item["url"] for item in client.get("/").context["navigation"]}
    assert reverse("evaluations:desk") in addresses
    assert reverse("regencies:people") not in addresses
    assert reverse("submissions:cycles") not in addresses
