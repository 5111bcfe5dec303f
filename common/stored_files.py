"""Files that are stored together with rows: both stay, or neither does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.core.files import File
from django.db import transaction
from django.db.models.fields.files import FieldFile


class Store(Protocol):
    """Store `content` in the field of a row that is not saved yet."""

    def __call__(self, field: FieldFile, name: str, content: File[bytes]) -> None: ...


@contextmanager
def with_files() -> Iterator[Store]:
    """A transaction with its files: what was stored in it is deleted again when it fails.

    Inside another transaction the files stay once this one is through, even if the outer one fails.
    """
    kept: list[FieldFile] = []

    def store(field: FieldFile, name: str, content: File[bytes]) -> None:
        field.save(name, content, save=False)
        kept.append(field)

    try:
        with transaction.atomic():
            yield store
    except BaseException:
        for field in kept:
            field.storage.delete(str(field.name))
        raise
