"""Background work: a row is the truth, the broker only a doorbell."""
