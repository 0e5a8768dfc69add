"""`python -m footprints_geo` is the command line, and so is `footprints-geo`."""

import gc

# Loading makes nothing that could be let go, and looking for such things again and again takes a fifth of the time.
gc.disable()

from footprints_geo.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
