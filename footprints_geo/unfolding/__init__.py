"""A profile applied: from the rows of a file to events, with nothing lost."""
