"""What people type about Quick Wins."""

from quickwins.forms.quick_wins import QuickWinForm
from quickwins.forms.risks import RiskForm
from quickwins.forms.years import StatusForm, StepForm

__all__ = ["QuickWinForm", "RiskForm", "StatusForm", "StepForm"]
