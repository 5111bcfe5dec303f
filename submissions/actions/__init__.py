"""Everything that changes cycles, submissions, answers and evidence; a module per noun."""
