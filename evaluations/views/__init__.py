"""Pages of the assessment; a module per thing that people come for."""
