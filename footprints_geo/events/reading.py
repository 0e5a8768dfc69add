"""From a file to validated events: open it, know its dialect, map its columns, unfold its rows, validate."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from footprints_geo.errors import InputError
from footprints_geo.events.mending import mended
from footprints_geo.events.table import Events
from footprints_geo.events.validation import validate
from footprints_geo.mapping.profile_files import read_profile
from footprints_geo.mapping.proposal import Proposal, propose
from footprints_geo.mapping.unused import unused
from footprints_geo.places.gazetteer import Gazetteer
from footprints_geo.profiles import Profile
from footprints_geo.sources.opening import DIALECTS, open_source
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.synthetic_mark import described_as_synthetic
from footprints_geo.unfolding.rows import unfold


@dataclass(frozen=True)
class Source:
    """A file whose dialect is known, with how its columns may be mapped.

    Attributes
    ----------
    raw : SourceTable
        Its cells as they were read: what a file of rejected records is made from.
    table : SourceTable
        Its cells, recast where the dialect asks for it.
    proposal : Proposal
        The mapping that was found, why, and what is left to ask.
    """

    raw: SourceTable
    table: SourceTable
    proposal: Proposal


def read_events(
    source: str | os.PathLike[str],
    profile: Profile | str | os.PathLike[str] | None = None,
    *,
    sheet: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> Events:
    """Read and validate records of any kind.

    Parameters
    ----------
    source : path-like
        A CSV, TSV, XLSX, ODS, Parquet, GeoJSON or GeoPackage file, a saved answer of Uwazi's search, or the address
        of a Uwazi collection, which is then asked over the network.
    profile : Profile or path-like, optional
        How columns and words are mapped, or the TOML file that says so. Without one, columns are matched by name and
        content, and everything that was matched so is reported as inferred.
    sheet : str, optional
        The sheet of a workbook or the layer of a GeoPackage; that of the profile by default.
    gazetteer : Gazetteer, optional
        The bundled one by default.

    Returns
    -------
    Events
        With no rows for a file that holds a header alone.

    Raises
    ------
    InputError
        The file cannot be read at all, or what it needs cannot be found in it. A row that cannot be used is no error
        but a reject.
    """
    chosen = profile if isinstance(profile, Profile) or profile is None else read_profile(profile)
    return events_from(read_source(source, chosen, sheet=sheet), chosen, gazetteer)


def read_source(
    source: str | os.PathLike[str],
    profile: Profile | None = None,
    *,
    sheet: str | None = None,
    mended_records: str | os.PathLike[str] | None = None,
) -> Source:
    """Open a file and know what it is; nothing is validated yet.

    Parameters
    ----------
    source, profile, sheet
        As in :func:`read_events`; of the profile only the sheet is looked at.
    mended_records : path-like, optional
        A file of rejected records that somebody mended (see :mod:`footprints_geo.events.mending`).
    """
    table = open_source(source, sheet or (profile.sheet if profile else "") or None)
    found = look_at(table if mended_records is None else mended(table, open_source(mended_records)))
    return replace(found, table=replace(found.table, synthetic=True)) if described_as_synthetic(source) else found


def look_at(table: SourceTable) -> Source:
    """Know a table's dialect and propose a mapping; nothing is decided yet."""
    known = next((dialect for dialect in DIALECTS if dialect.recognises(table)), None)
    if known is None:
        return Source(table, table, propose(table))
    recast = known.recast(table)
    return Source(table, recast, propose(recast, known.profile(recast)))


def events_from(
    source: Source, profile: Profile | None = None, gazetteer: Gazetteer | None = None, *, told: bool = True
) -> Events:
    """The validated events of a source, by a profile or by the mapping that was proposed.

    Parameters
    ----------
    source : Source
        As `look_at` gives it.
    profile : Profile, optional
        The mapping; that which was proposed by default.
    gazetteer : Gazetteer, optional
        The bundled one by default.
    told : bool
        Whether all of the profile was said by a person. False for the proposal with some of it answered or corrected:
        then the rest of it was found out, and is reported as such.

    Raises
    ------
    InputError
        Without a profile: something required was not found; the message is the list of questions.
    """
    if profile is None and source.proposal.missing:
        raise InputError(
            f"{source.table.name}: {' '.join(source.proposal.missing)} "
            "'footprints-geo profile' with this file lists the answers, and writes them down for the next time."
        )
    used = source.proposal.profile if profile is None else profile
    rows = unfold(source.table, used)
    notes = source.proposal.notes_of(used) if profile is None or not told else ()
    return validate(source.table, rows, used, gazetteer or Gazetteer.read(), (*notes, *unused(source.table, used)))
