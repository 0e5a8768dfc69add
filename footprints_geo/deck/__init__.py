"""Maps on the screen: the only rooms that know pydeck.

Everything a layer gets reaches the browser, so layers get plain records with the few columns they draw. The basemap
comes from the app's own static files; no style, tile or font is asked for elsewhere.
"""
