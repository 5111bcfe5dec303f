"""Pages that read everything and change nothing; a module per noun."""
