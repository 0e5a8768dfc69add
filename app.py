"""The app: one sidebar, one Selection, a few pages. Run it with `footprints-geo serve`."""

from footprints_geo.ui.frame import show_frame

show_frame()
