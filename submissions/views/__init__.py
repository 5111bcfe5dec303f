"""Pages of cycles and submissions; a module per thing that people come for."""
