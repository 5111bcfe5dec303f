"""Panels, marks, notes and results."""
