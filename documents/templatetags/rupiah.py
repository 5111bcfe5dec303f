"""Amounts of money in templates."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def rupiah(amount: int | None) -> str:
    """`Rp1.250.000.000`, grouped as Indonesian writes it in every language of the page; "–" when not known."""
    return "–" if amount is None else "Rp" + f"{amount:,}".replace(",", ".")
