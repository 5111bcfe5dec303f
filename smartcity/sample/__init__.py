"""Sample data of the demo: people, cycles at different stages, invented answers, marks and notes. All marked so."""
