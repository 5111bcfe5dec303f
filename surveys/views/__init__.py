"""Pages of the survey: the public one, and those of the region."""
