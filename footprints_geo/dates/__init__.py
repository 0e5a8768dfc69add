"""Dates: closed intervals of plain days, and the ways people write them."""
