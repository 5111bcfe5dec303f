"""What an operator types about planning documents; a module per kind of row."""
