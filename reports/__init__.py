"""Reads everything, changes nothing: rankings, trends, PDF."""
