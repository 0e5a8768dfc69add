"""Which columns of a file are which of ours: found by name and content, asked, kept as a profile."""
