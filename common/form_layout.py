"""How crispy lays out the fields of a small form; the page's own template has the form tag, the token and the buttons."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


def helper_of(*rows: Any) -> FormHelper:
    """What a form keeps as `helper`: `rows` are field names or crispy's layout objects, from top to bottom."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*rows)
    return helper
