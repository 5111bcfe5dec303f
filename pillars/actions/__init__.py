"""Everything that changes instruments; a module per kind of change, read as `actions.freeze(instrument, …)`."""

from pillars.actions.changes import change_level_texts, change_weights, change_wording
from pillars.actions.imports import Header, import_instrument, replace_questions
from pillars.actions.reference import load_instruments, load_pillars
from pillars.actions.versions import clone, freeze, new_version, require_changeable

__all__ = [
    "Header",
    "change_level_texts",
    "change_weights",
    "change_wording",
    "clone",
    "freeze",
    "import_instrument",
    "load_instruments",
    "load_pillars",
    "new_version",
    "replace_questions",
    "require_changeable",
]
