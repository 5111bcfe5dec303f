"""The rows of this room: documents with their programme trees, and the books of a document with their files."""

from documents.models.books import Book, BookVersion, PageText
from documents.models.plans import (
    Document,
    DocumentQuerySet,
    Goal,
    LevelIndicator,
    LevelYear,
    MasterplanProgramme,
    MasterplanYear,
    Mission,
    RpjmdProgramme,
    SheetImport,
    Target,
    YearTarget,
)

__all__ = [
    "Book",
    "BookVersion",
    "Document",
    "DocumentQuerySet",
    "Goal",
    "LevelIndicator",
    "LevelYear",
    "MasterplanProgramme",
    "MasterplanYear",
    "Mission",
    "PageText",
    "RpjmdProgramme",
    "SheetImport",
    "Target",
    "YearTarget",
]
