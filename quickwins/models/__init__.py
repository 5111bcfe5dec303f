"""The rows of this room: Quick Wins and their years, risks, quarterly reports and photos."""

from quickwins.models.photos import Photo
from quickwins.models.quick_wins import QuickWin, QuickWinQuerySet, QuickWinYear, readable_regencies
from quickwins.models.reports import QuarterReport
from quickwins.models.risks import Risk

__all__ = ["Photo", "QuarterReport", "QuickWin", "QuickWinQuerySet", "QuickWinYear", "Risk", "readable_regencies"]
