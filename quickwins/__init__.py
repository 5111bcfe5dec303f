"""Quick Win programmes across years."""
