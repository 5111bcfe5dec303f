"""Pages of the instruments: reading, adding, editing. The secretariat's alone; for everybody else they do not exist."""
