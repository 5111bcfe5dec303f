"""Pages of regions, their agencies, and the people who work for them; a module per noun."""
