"""Masterplan, RPJMD and their programme trees."""
