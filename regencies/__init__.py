"""Provinces, regencies and cities, agencies, and who works for which in what role."""
