"""What people type about Quick Wins."""

from quickwins.forms.photos import PhotoForm
from quickwins.forms.quick_wins import QuickWinForm
from quickwins.forms.reports import ReportForm, initial_of
from quickwins.forms.risks import RiskForm
from quickwins.forms.years import StatusForm, StepForm

__all__ = ["PhotoForm", "QuickWinForm", "ReportForm", "RiskForm", "StatusForm", "StepForm", "initial_of"]
