"""Pages of the planning documents."""
