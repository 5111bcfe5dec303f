"""Everything that changes a survey: its set-up, what comes in, what is decided about it, what becomes of it."""
