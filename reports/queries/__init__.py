"""What pages and reports show, read from the rooms below; a module per page."""
