"""A few small modules without models, each named for what it does."""
