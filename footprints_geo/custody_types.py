"""What each event type says of custody: a value a type, in the order of EVENT_TYPES."""

from __future__ import annotations

from typing import Final

import numpy as np

from footprints_geo.vocabulary import EVENT_TYPES, FREEING, HOLDING

HOLDS: Final = np.array([word in HOLDING for word in EVENT_TYPES])
FREES: Final = np.array([word in FREEING for word in EVENT_TYPES])

GOES_ON: Final = np.array([word in FREEING and word != "release" for word in EVENT_TYPES])
"""Somebody is free without having been let go: of a group, that may be others than those who were held."""

ENDS: Final = np.array([word in ("transfer", "repatriation", "release") for word in EVENT_TYPES])
"""Itself the end of the custody before it."""

BEGINS: Final = np.array([word in ("arrest", "transfer", "repatriation") for word in EVENT_TYPES])
"""Itself the beginning of custody at a place: a detention does not say since when."""

VANISHES: Final = ~HOLDS & ~FREES

ARREST: Final = EVENT_TYPES.index("arrest")
TRANSFER: Final = EVENT_TYPES.index("transfer")
