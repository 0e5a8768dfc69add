"""Engines: one question asked of more records than memory holds, or than one machine does.

Each deals the records into parts by case, and has every part summarised by the same rules.
"""
