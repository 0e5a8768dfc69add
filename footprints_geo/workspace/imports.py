"""What a workspace keeps of validated events."""

from __future__ import annotations

from footprints_geo.events.table import Events
from footprints_geo.mapping.profile_files import profile_text
from footprints_geo.workspace.snapshots import Counts, Import


def to_import(events: Events) -> Import:
    """The accepted events as the file gives them, the account, and the profile they were read with."""
    return Import(
        rows=events.given,
        rejects=events.rejects,
        inferred=events.inferred,
        warnings=events.warnings,
        counts=Counts(events.rows_read, len(events.frame), events.rows_rejected),
        source_name=events.name,
        source_fingerprint=events.fingerprint,
        profile_text=profile_text(events.profile),
    )
