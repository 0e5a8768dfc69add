"""Pictures on paper: the only rooms that know Matplotlib.

Nothing here goes through `pyplot`: a figure is an object of its own, so that two threads can draw two of them.
"""
