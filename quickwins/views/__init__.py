"""Pages of the Quick Wins."""
