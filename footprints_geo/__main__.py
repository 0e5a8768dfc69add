"""`python -m footprints_geo` is the command line."""

from footprints_geo.cli import main

main()
