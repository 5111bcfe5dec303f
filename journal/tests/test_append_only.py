"""Rows are written with their change, and neither Python nor the database edits or deletes them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import PORTAL, User
from journal import actions
from journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def entry() -> Entry:
    person = User.objects.create_user("orang@contoh.test", "rahasia-sekali", name="Orang Contoh")
    return actions.write("person.create", person, by=PORTAL, at=NOW, after={"name": "Orang Contoh"})


def test_python_refuses_to_edit_or_delete_rows(entry: Entry) -> None:
    with pytest.raises(TypeError):
        Entry.objects.filter(pk=entry.pk).update(reason="lain")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET reason = 'lain'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_edit_or_delete_rows(entry: Entry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never edited or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    entry.refresh_from_db()
    assert entry.reason == ""


def test_a_single_row_is_neither_saved_again_nor_deleted(entry: Entry) -> None:
    entry.reason = "lain"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert Entry.objects.get().reason == ""


def test_an_unknown_verb_is_refused(entry: Entry) -> None:
    with pytest.raises(KeyError):
        actions.write("person.vanish", entry, by=PORTAL, at=NOW)


def test_numbers_are_kept_as_text_and_never_as_floats() -> None:
    assert actions.plain({"a": Decimal("2.880"), "b": 0, "c": None, "d": [NOW]}) == {
        "a": "2.880",
        "b": 0,
        "c": None,
        "d": [NOW.isoformat()],
    }
    with pytest.raises(TypeError):
        actions.plain({"a": 2.88})


@pytest.mark.django_db(transaction=True)
def test_a_row_outside_a_transaction_is_refused() -> None:
    person = User.objects.create_user("lain@contoh.test", "rahasia-sekali", name="Orang Lain")
    with pytest.raises(RuntimeError):
        actions.write("person.create", person, by=PORTAL, at=NOW)
    assert not Entry.objects.exists()
