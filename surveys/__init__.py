"""The impact survey: what residents say about the programmes, and how it becomes answers."""
