"""Geometries of records as columns of latitude and longitude: points alone, in WGS 84, and none that is made up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import ProjError

from footprints_geo.coded import looked_up
from footprints_geo.errors import refused
from footprints_geo.sources.cells import LONGEST_SHOWN, faults_at, named, text_column
from footprints_geo.sources.source_table import no_faults

WGS84: Final = "OGC:CRS84"
UNREADABLE: Final = "unreadable"
"""The type of a geometry that nothing can be made of."""

PAIRS: Final = (("lat", "lon"), ("latitude", "longitude"), ("lat", "lng"), ("lat", "long"))
"""What files call latitude and longitude, compared without case."""

SAME_POSITION: Final = 1e-6
"""Degrees by which a cell and a geometry may differ, a tenth of a metre: files round."""

MOST_ROWS: Final = 20
SAME: Final = "The geometries say what the cells say."
DRAWN: Final = "Empty cells of {cells} are filled with the position that the {unit} has on the map: {rows}."
APART: Final = (
    "The cells {cells} and the point on the map are not the same position; the cells are used. Find out which of the "
    "two is meant, and correct the other: {rows}."
)
BESIDE: Final = "The geometry cannot be read; the cells {cells} are used: {rows}."
NO_SYSTEM: Final = (
    "The file says that the coordinate system of its geometries is not known, so no positions are read from them "
    "(points: {points:,}). Set the coordinate system in the program the file comes from and save it again."
)
BROKEN: Final = "The geometry of the {unit} cannot be read; expected a point with two numbers, or none."
BROKEN_FIX: Final = "Set the point again in the program the file comes from, or remove it."

_TYPES: Final = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
    "GeometryCollection",
)  # fmt: skip
_FIRST_COLLECTION: Final = 4
_WGS84_CODES: Final = (4326, 4979)
_NUMBER: Final = r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_AUTHORITY_CODE: Final = re.compile(
    r"(?:(?:urn:(?:x-)?ogc:def:crs:|https?:.*/def/crs/))?(EPSG|OGC|ESRI|IGNF)[:/]+(?:[0-9.]*[:/])?([A-Za-z0-9]+)", re.I
)


Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Geometries:
    """What the geometries of a file say, one entry a record.

    Attributes
    ----------
    x, y : numpy.ndarray of float
        Easting and northing of a point, or longitude and latitude, whatever the order of the system's axes;
        NaN without a point.
    types : numpy.ndarray of str
        `Point`, also for a collection of one point alone; '' for none or an empty one; UNREADABLE; or another type's
        name.
    heights : int
        How many points have a height.
    """

    x: Numbers
    y: Numbers
    types: npt.NDArray[Any]
    heights: int = 0


@dataclass(frozen=True)
class Placed:
    """A table with the positions of its geometries.

    Attributes
    ----------
    frame : pandas.DataFrame
        The table; where it gave no latitude and longitude itself, its last two columns are `lat` and `lon`, or
        `geometry lat` and `geometry lon`.
    faults : pandas.DataFrame
        FAULT_COLUMNS.
    notes, warnings : tuple of str
        Sentences, as in SourceTable.
    """

    frame: pd.DataFrame
    faults: pd.DataFrame
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def degrees(column: pd.Series) -> Numbers:
    """Numbers of a coded column, with a decimal point or comma; NaN for anything else."""
    return looked_up(column, _numbers).to_numpy(dtype="float64")


def _numbers(texts: pd.Series) -> pd.Series:
    plain = texts.where(texts.str.fullmatch(_NUMBER), "").str.replace(",", ".", regex=False)
    return pd.to_numeric(plain, errors="coerce").astype("float64")


def from_wkb(blobs: Sequence[bytes | None]) -> Geometries:
    """Geometries from well-known binary; None for none."""
    binary = np.empty(len(blobs), dtype=object)
    binary[:] = blobs
    shapes = shapely.from_wkb(binary, on_invalid="ignore")
    missing = shapely.is_missing(shapes)
    single = (shapely.get_type_id(shapes) >= _FIRST_COLLECTION) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    numbers = shapely.get_type_id(shapes)
    types = np.array([*_TYPES, ""], dtype=object)[numbers]
    types[missing & (binary != None)] = UNREADABLE  # noqa: E711 - entry by entry
    types[~missing & shapely.is_empty(shapes)] = ""
    points = types == "Point"
    x, y = (np.full(len(shapes), np.nan) for _ in "xy")
    x[points], y[points] = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
    return Geometries(x, y, types, int(shapely.has_z(shapes[points]).sum()))


def crs_of(given: str | Mapping[str, Any], name: str) -> pyproj.CRS:
    """The coordinate reference system that a file names.

    Parameters
    ----------
    given : str or mapping
        `EPSG:5179` and its longer forms (`urn:ogc:def:crs:EPSG::5179`), WKT, or PROJJSON; no address is followed.
    name : str
        What messages call the file.

    Raises
    ------
    InputError
        The system is not known.
    """
    try:
        if isinstance(given, Mapping):
            return pyproj.CRS.from_json_dict(dict(given))
        if code := _AUTHORITY_CODE.fullmatch(given.strip()):
            return pyproj.CRS.from_authority(code[1].upper(), code[2].upper())
        return pyproj.CRS.from_wkt(given)
    # The library passes on whatever its parts raise at a description that is none.
    except (ProjError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise refused(
            "{name}: the file's coordinate system is not known; expected one such as EPSG:4326. Save the layer "
            "again in WGS 84 (EPSG:4326).",
            name=name,
        ) from None


def place(frame: pd.DataFrame, geometries: Geometries, crs: pyproj.CRS | None, unit: str, name: str) -> Placed:
    """Put the positions of points beside the cells of their records.

    Where the file has columns of latitude and longitude of its own, their empty cells are filled from the point, as of
    a feature that was drawn in a map and not typed, and a note says where. A filled cell always stays as it is; where
    it is not what the geometry says, a warning names the records. A file without such columns gets them.

    Parameters
    ----------
    frame : pandas.DataFrame
        Coded columns, index as in SourceTable.
    geometries : Geometries
        One entry a row of `frame`.
    crs : pyproj.CRS or None
        The geometries' system; None where the file says that it is not known: then there are no positions.
    unit, name : str
        What messages call a record, and the file.

    Raises
    ------
    InputError
        Positions in this system cannot be given in WGS 84.
    """
    points = geometries.types == "Point"
    notes = _other_types(geometries.types)
    if crs is None:
        if not points.any():
            return Placed(frame, no_faults(), notes, ())
        return Placed(frame, no_faults(), notes, (NO_SYSTEM.format(points=int(points.sum())),))
    lon, lat, said = _to_wgs84(geometries.x, geometries.y, crs, name)
    notes += said if points.any() else ()
    if geometries.heights:
        notes += (f"Heights of points are left out: {geometries.heights:,}.",)
    unreadable = (geometries.types == UNREADABLE) | (points & ~(np.isfinite(lat) & np.isfinite(lon)))
    if not (points | unreadable).any():
        return Placed(frame, no_faults(), notes, ())
    own = _own_pair(frame)
    if own:
        filled = _filled(frame, own, lat, lon, unreadable, unit)
        return Placed(filled.frame, filled.faults, (*notes, *filled.notes), filled.warnings)
    headers = _free_headers(frame)
    columns = {
        header: text_column(_number_texts(numbers), frame.index, header)[0]
        for header, numbers in zip(headers, (lat, lon), strict=True)
    }
    broken = faults_at(frame.index[unreadable], headers[0], BROKEN.format(unit=unit), BROKEN_FIX)
    return Placed(frame.assign(**columns), broken, notes, ())


def _other_types(types: npt.NDArray[Any]) -> tuple[str, ...]:
    counts = Counter(types.tolist())
    others = {kind: n for kind, n in sorted(counts.items()) if kind not in ("", "Point", UNREADABLE)}
    if not others:
        return ()
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in others.items())
    return (f"Geometries that are no points give no position, since the middle of an area is no place: {kinds}.",)


def _to_wgs84(x: Numbers, y: Numbers, crs: pyproj.CRS, name: str) -> tuple[Numbers, Numbers, tuple[str, ...]]:
    """Longitude, latitude, and what was done, where anything was."""
    if crs.equals(pyproj.CRS(WGS84), ignore_axis_order=True) or crs.to_epsg(min_confidence=90) in _WGS84_CODES:
        return x, y, ()
    # Grids of corrections are otherwise asked for over the network where a setting of the machine allows it.
    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    try:
        if not (crs.is_geographic or crs.is_projected):
            raise ProjError("Heights and engineering systems are no positions on the Earth.")
        transformer = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
        lon, lat = transformer.transform(x, y)
        accuracy = _accuracy(transformer)
    except (ProjError, ValueError):
        raise refused(
            "{name}: positions in the file's coordinate system cannot be given in WGS 84; expected a system of "
            "the Earth. Save the layer again in WGS 84 (EPSG:4326).",
            name=name,
        ) from None
    within = f", to within about {accuracy:g} m" if accuracy > 0 else ", how exactly is not known" if accuracy else ""
    return lon, lat, (f"The positions are converted from {_label(crs)} to WGS 84{within}.",)


def _accuracy(transformer: pyproj.Transformer) -> float:
    """Metres to within which the last position was converted; negative when that is not known."""
    try:
        return float(transformer.get_last_used_operation().accuracy)
    except ProjError:
        return float(transformer.accuracy)


def _label(crs: pyproj.CRS) -> str:
    authority = crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else f"the file's own system ({str(crs.name)[:LONGEST_SHOWN]})"


def _own_pair(frame: pd.DataFrame) -> tuple[str, str] | None:
    """The headers under which the file itself gives latitude and longitude."""
    headers = {header.casefold(): header for header in reversed(list(frame.columns))}
    return next(((headers[lat], headers[lon]) for lat, lon in PAIRS if lat in headers and lon in headers), None)


def _filled(
    frame: pd.DataFrame, own: tuple[str, str], lat: Numbers, lon: Numbers, unreadable: Mask, unit: str
) -> Placed:
    """The file's own columns with their empty cells filled, and where cells and geometry are not the same."""
    own_lat, own_lon = (degrees(frame[header]) for header in own)
    empty_lat, empty_lon = ((frame[header].astype("str") == "").to_numpy() for header in own)
    there = np.isfinite(lat) & np.isfinite(lon) & ~unreadable
    # The same meridian has two numbers at its far side.
    with np.errstate(invalid="ignore"):
        # What is no number of degrees is like none, and said so below.
        turn = np.abs((own_lon - lon + 180) % 360 - 180)
    alike = (empty_lat | (np.abs(own_lat - lat) <= SAME_POSITION)) & (empty_lon | (turn <= SAME_POSITION))
    columns = {
        header: _with_numbers(frame[header], numbers, there & alike & empty)
        for header, numbers, empty in zip(own, (lat, lon), (empty_lat, empty_lon), strict=True)
    }
    lost = unreadable & empty_lat & empty_lon
    told = {DRAWN: there & alike & (empty_lat | empty_lon), APART: there & ~alike, BESIDE: unreadable & ~lost}
    said = {
        sentence: sentence.format(unit=unit, cells=named(own), rows=_listed(frame.index[rows], unit))
        for sentence, rows in told.items()
        if rows.any()
    }
    if there.any() and not said:
        said[SAME] = SAME
    notes, warnings = ([said[s] for s in sentences if s in said] for sentences in ((DRAWN, SAME), (APART, BESIDE)))
    faults = faults_at(frame.index[lost], own[0], BROKEN.format(unit=unit), BROKEN_FIX)
    return Placed(frame.assign(**columns), faults, tuple(notes), tuple(warnings))


def _with_numbers(column: pd.Series, numbers: Numbers, where: Mask) -> pd.Series:
    """A column with the cells of some rows taken from numbers."""
    if not where.any():
        return column
    texts = column.astype("object").to_numpy(copy=True)
    texts[where] = _number_texts(numbers[where])
    return text_column(texts.tolist(), column.index, str(column.name))[0]


def _listed(rows: pd.Index, unit: str) -> str:
    """Records by their numbers, the first MOST_ROWS of them: `feature 4`, `features 4, 5`."""
    more = f" … ({len(rows):,} in all)" if len(rows) > MOST_ROWS else ""
    return f"{unit}{'' if len(rows) == 1 else 's'} {', '.join(map(str, rows[:MOST_ROWS]))}{more}"


def _free_headers(frame: pd.DataFrame) -> tuple[str, str]:
    taken = {header.casefold() for header in frame.columns}
    pairs = (("lat", "lon"), ("geometry lat", "geometry lon"))
    numbered = ((f"geometry lat ({n})", f"geometry lon ({n})") for n in range(2, len(taken) + 3))
    # 'lat' beside a 'latitude' of the file's own would be taken for the same thing.
    choices = pairs[1:] if any(name in taken for pair in PAIRS for name in pair) else pairs
    free: tuple[str, str] = next(pair for pair in (*choices, *numbered) if not taken.intersection(pair))
    return free


def _number_texts(numbers: Numbers) -> list[str]:
    return [repr(n).removesuffix(".0") if n - n == 0 else "" for n in numbers.tolist()]
