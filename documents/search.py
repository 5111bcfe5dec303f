"""Looking for words in the pages of the books a person may see.

PostgreSQL compares words without their affixes ("pelayanan" finds "layanan") by an index and orders by fit; any other
database compares them as they are written and orders by document and page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, FloatField, QuerySet, TextField
from django.db.models.expressions import RawSQL

from documents.models import PageText

OPEN, CLOSE = "\ue000", "\ue001"  # around found words; `common.inspection.text` leaves both out of stored text
MATCH = "documents_pagetext.vector @@ websearch_to_tsquery('indonesian', %s)"
RANK = "ts_rank(documents_pagetext.vector, websearch_to_tsquery('indonesian', %s))"
HEADLINE = "ts_headline('indonesian', documents_pagetext.text, websearch_to_tsquery('indonesian', %s), %s)"
OPTIONS = f"StartSel={OPEN}, StopSel={CLOSE}, MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter=' … '"
AROUND = 110  # letters on each side of a word, where the database makes no excerpt


@dataclass(frozen=True)
class Piece:
    """A stretch of an excerpt; `is_found` when it is one of the words looked for."""

    text: str
    is_found: bool


def knows_stems() -> bool:
    """Whether words are compared without their affixes."""
    return connection.vendor == "postgresql"


def pages(words: str, documents: QuerySet[Any], **filters: Any) -> QuerySet[PageText]:
    """Pages of the books of `documents` with all the words, best first; their texts are not fetched. `filters` are of
    the document."""
    below = {f"version__book__document__{name}": value for name, value in filters.items()}
    found = PageText.objects.filter(version__book__document__in=documents, **below)
    found = found.select_related("version__book__document__regency").defer("text")
    if not knows_stems():
        if not (wanted := _words(words)):
            return found.none()
        for word in wanted:
            found = found.filter(text__icontains=word)
        return found.order_by("-version__is_newest", "version__book__document", "version__book__order", "number")
    found = found.filter(RawSQL(MATCH, (words,), output_field=BooleanField()))
    return found.order_by("-version__is_newest", RawSQL(RANK, (words,), output_field=FloatField()).desc(), "pk")


def excerpts(rows: list[PageText], words: str) -> dict[int, list[Piece]]:
    """Of each page, by its id, the stretch that holds the words. One query."""
    chosen = PageText.objects.filter(pk__in=[row.pk for row in rows])
    if knows_stems():
        headline = RawSQL(HEADLINE, (words, OPTIONS), output_field=TextField())
        marked = dict(chosen.values_list("pk", headline))
    else:
        marked = {pk: _marked(text, _words(words)) for pk, text in chosen.values_list("pk", "text")}
    return {pk: _pieces(text) for pk, text in marked.items()}


def _words(words: str) -> list[str]:
    return [word for word in re.split(r"[\s\"]+", words) if word]


def _marked(text: str, words: list[str]) -> str:
    either = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    first = either.search(text)
    start = max(0, first.start() - AROUND) if first else 0
    cut = text[start : start + 2 * AROUND]
    return ("… " if start else "") + either.sub(lambda hit: f"{OPEN}{hit[0]}{CLOSE}", cut) + " …"


def _pieces(marked: str) -> list[Piece]:
    parts = re.split(f"{OPEN}(.*?){CLOSE}", marked, flags=re.DOTALL)
    return [Piece(text, place % 2 == 1) for place, text in enumerate(parts) if text]
