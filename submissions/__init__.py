"""Cycles and a regency's submission: answers, evidence, hand-in."""
