"""Input shapes of instruments: whole ones with their tables, and single questions."""

from pillars.forms.instruments import (
    CloneForm,
    ImportForm,
    LevelsForm,
    ReplaceForm,
    VersionForm,
    WeightFields,
    WordingForm,
)

__all__ = ["CloneForm", "ImportForm", "LevelsForm", "ReplaceForm", "VersionForm", "WeightFields", "WordingForm"]
