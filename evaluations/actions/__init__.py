"""Everything that changes panels, marks, notes and results; a module per noun."""
