"""Reads of alignment: the matrix, a programme with its links, suggestions."""
