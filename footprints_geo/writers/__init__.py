"""The events table in every format, and an empty one to fill in."""
