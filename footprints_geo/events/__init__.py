"""The validated events table: the door every record comes through."""
