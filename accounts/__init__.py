"""People, sign-in and national roles."""
