"""The app: one sidebar, one Selection, a few pages. Run it with `footprints-geo serve`."""

import streamlit as st

from footprints_geo.ui.frame import show_frame

home = st.Page("pages/home.py", title="About", default=True)
routes = st.Page("pages/routes.py", title="Routes", url_path="routes")
hotspots = st.Page("pages/hotspots.py", title="Hotspots", url_path="hotspots")
chains = st.Page("pages/chains.py", title="Custody chains", url_path="chains")
figure = st.Page("pages/figure.py", title="Figure", url_path="figure")
data = st.Page("pages/data.py", title="Data", url_path="data")

show_frame([home, routes, hotspots, chains, figure], holders=[data])
