"""What may leave: records in groups of enough people, never one case alone."""
