"""The instrument: dimensions, pillars, indicators, weights, level texts."""
