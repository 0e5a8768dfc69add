"""GeoJSON, read as it is written: no program in between guesses dates out of text, or rounds a number."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyproj

from footprints_geo.errors import InputError, refused
from footprints_geo.language import marked
from footprints_geo.sources.cells import faults_at, is_whole, named, text_column
from footprints_geo.sources.delimited import MOST_COLUMNS, content_of, unique_headers
from footprints_geo.sources.geometries import UNREADABLE, WGS84, Geometries, crs_of, place
from footprints_geo.sources.geopackage import read_geopackage
from footprints_geo.sources.limits import shown
from footprints_geo.sources.source_table import SourceTable

SQLITE_MARK: Final = b"SQLite format 3\x00"
_SHAPES: Final = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
TWICE: Final = marked("The feature has this property twice; expected it once. The last one is shown.")
TWICE_FIX: Final = marked("Find out which of the two is meant, and remove the other.")
EXPORT: Final = marked("Export the layer again.")
_ARCHIVES: Final = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
_MEMBERS: Final = ("type", "id", "geometry", "properties", "bbox")


class Figures(str):
    """A number of a JSON file, in the figures it is written in."""

    __slots__ = ()


class Doubled(dict[str, Any]):
    """An object of a JSON file that has a name twice; `pairs` has all that it holds."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    @property
    def names(self) -> set[str]:
        """The names that occur more than once."""
        return {name for name, times in Counter(name for name, _ in self.pairs).items() if times > 1}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    return whole if len(whole) == len(pairs) else Doubled(pairs)


def read_geodata(path: Path, layer: str | None = None) -> SourceTable:
    """Read a GeoJSON file or a layer of a GeoPackage.

    Nothing but the file itself is opened, whatever it names. A cell is what the file says: numbers in the figures they
    are written in, texts that look like dates as texts. Points become `lat` and `lon`
    (:func:`footprints_geo.sources.geometries.place`).

    Parameters
    ----------
    path : Path
        A file on this machine. A GeoPackage is known by its first bytes, everything else is taken for GeoJSON.
    layer : str, optional
        The layer of a GeoPackage, with or without positions; the first with features when left out.

    Returns
    -------
    SourceTable
        `format` is `geojson` or `gpkg`, `unit` is `feature`, counted from 1. Of GeoJSON: what some features lack is
        ''; lists and objects among the properties stay JSON; `id` is the features' own, where their properties have
        none; the coordinate system is WGS 84 or that of the old member `crs`.

    Raises
    ------
    InputError
        The file is not there, is neither GeoJSON nor a GeoPackage, is damaged, or has no such layer.
    """
    content = content_of(path)
    name = shown(path)
    if content.startswith(SQLITE_MARK):
        return read_geopackage(path, hashlib.sha256(content).hexdigest(), layer)
    if path.suffix.lower() == ".gpkg":
        raise refused(
            "{name}: this is no GeoPackage, whatever its ending says. Save the layer again as one.", name=name
        )
    if layer:
        raise refused("{name}: a GeoJSON file has no layers to choose from; leave out the layer.", name=name)
    try:
        return _read_geojson(path, content, name)
    except RecursionError:
        raise refused(
            "{name}: lists and objects lie too deep in one another; expected a table of features. Export it again.",
            name=name,
        ) from None


def _read_geojson(path: Path, content: bytes, name: str) -> SourceTable:
    no_numbers: list[str] = []
    document = _document(content, no_numbers, name)
    features = _features(document, name)
    crs = _system(document, name)
    index = pd.RangeIndex(1, len(features) + 1, name="row")
    whole = [f if isinstance(f, dict) and f.get("type") == "Feature" else {} for f in features]
    frame, faults = _properties(whole, index, name, document.get("columns"))
    faults += _unusable(features, whole, index)
    placed = place(frame, _geometries(whole), crs, "feature", name)
    return SourceTable(
        name=path.name,
        fingerprint=hashlib.sha256(content).hexdigest(),
        frame=placed.frame,
        notes=(*_notes(no_numbers, whole), *placed.notes),
        format="geojson",
        unit="feature",
        faults=pd.concat([*faults, placed.faults], ignore_index=True),
        warnings=placed.warnings,
    )


def _document(content: bytes, no_numbers: list[str], name: str) -> dict[str, Any]:
    if content.startswith(_ARCHIVES):
        raise refused("{name}: this is an archive, not GeoJSON. Unpack it and use the file inside.", name=name)
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            "{name}, byte {start}: the letters are not UTF-8, in which GeoJSON is written; the file may be "
            "damaged. Export it again.",
            name=name,
            start=error.start,
        ) from None
    try:
        document = json.loads(
            text,
            parse_float=Figures,
            parse_int=Figures,
            parse_constant=no_numbers.append,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise refused(
            "{name}, line {line}: this is no JSON ({why}); expected a FeatureCollection. The file may be cut "
            "off: export it again.",
            name=name,
            line=error.lineno,
            why=error.msg,
        ) from None
    if not isinstance(document, dict) or isinstance(document, Doubled):
        raise _no_collection(name)
    return document


def _features(document: Mapping[str, Any], name: str) -> list[Any]:
    if document.get("type") == "Feature":
        return [document]
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise _no_collection(name)
    return features


def _no_collection(name: str) -> InputError:
    return refused(
        "{name}: this JSON is no GeoJSON of records; expected a FeatureCollection with a list of features. "
        "Export the layer as GeoJSON.",
        name=name,
    )


def _system(document: Mapping[str, Any], name: str) -> pyproj.CRS | None:
    """The coordinate system; None when the file says that it is not known."""
    member = document.get("crs", {"properties": {"name": WGS84}})
    if member is None:
        return None
    about = member.get("properties") if isinstance(member, dict) else None
    given = about.get("name") if isinstance(about, dict) else None
    # The old standard let a file name an address as well; none is ever followed.
    return crs_of(given if type(given) is str else "", name)


def _properties(
    features: Sequence[Mapping[str, Any]], index: pd.Index, name: str, columns: Any
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The cells of all features, and faults where one is none."""
    given = [feature.get("properties") for feature in features]
    properties: list[dict[str, Any]] = [p if isinstance(p, dict) else {} for p in given]
    keys = list(dict.fromkeys(key for each in properties for key in each))
    if not features and isinstance(columns, list):
        keys = [key for key in columns if isinstance(key, str)]
    if len(keys) > MOST_COLUMNS:
        raise refused(
            "{name}: {properties:,} properties; expected at most {most:,}. Leave out what is not needed.",
            name=name,
            properties=len(keys),
            most=MOST_COLUMNS,
        )
    cells = [_hashable([each.get(key) for each in properties]) for key in keys]
    keys, cells = _with_ids(features, keys, cells)
    headers = unique_headers([_header(key) or f"column {n}" for n, key in enumerate(keys, 1)])
    frame, faults = {}, []
    for header, values in zip(headers, cells, strict=True):
        frame[header], broken = text_column(values, index, header, _text)
        faults += broken
    doubled = [(row, each) for row, each in zip(index, properties, strict=True) if isinstance(each, Doubled)]
    for header, key in zip(headers, keys, strict=True) if doubled else ():
        faults.append(faults_at([row for row, each in doubled if key in each.names], header, TWICE, TWICE_FIX))
    return pd.DataFrame(frame, index=index), faults


def _header(key: str) -> str:
    return " ".join((key if is_whole(key) else key.encode("utf-8", "replace").decode()).replace("\x00", "").split())


def _hashable(values: list[Any]) -> list[Any]:
    """Values of one property, with lists and objects as JSON."""
    if {*map(type, values)}.isdisjoint((list, dict, Doubled)):
        return values
    return [_json(value) if isinstance(value, list | dict) else value for value in values]


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else "true" if value else "false"


def _json(value: Any) -> str:
    """JSON text again, with every number in its own figures and every name as often as it was."""
    if isinstance(value, Figures):
        return str(value)
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, Doubled) else value.items()
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_json(v)}" for k, v in pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _with_ids(
    features: Sequence[Mapping[str, Any]], keys: list[str], cells: list[list[Any]]
) -> tuple[list[str], list[list[Any]]]:
    """The features' own ids in front, unless their properties say the same."""
    ids = _hashable([feature.get("id") for feature in features])
    if not any(own is not None for own in ids):
        return keys, cells
    same = next((n for n, key in enumerate(keys) if key.strip().casefold() == "id"), None)
    if same is None:
        return ["id", *keys], [ids, *cells]
    if all(own in (None, cell) for own, cell in zip(ids, cells[same], strict=True)):
        return keys, cells
    return ["feature id", *keys], [ids, *cells]


def _unusable(features: Sequence[Any], whole: Sequence[Mapping[str, Any]], index: pd.Index) -> list[pd.DataFrame]:
    """Faults of features that are none."""
    none = [not feature for feature in whole]
    no_object = [not isinstance(feature.get("properties"), dict | None) for feature in whole]
    doubled = [isinstance(feature, Doubled) for feature in features]
    return [
        faults_at(index[np.array(where, dtype=bool)], "", reason, EXPORT)
        for where, reason in (
            (none, marked("This entry of the file is no feature; expected a feature with properties.")),
            (no_object, marked("The properties of the feature are no object; expected a feature with properties.")),
            (doubled, marked("The feature names one of its parts twice; expected a feature with properties.")),
        )
        if any(where)
    ]


def _geometries(features: Iterable[Mapping[str, Any]]) -> Geometries:
    found = [_point(feature.get("geometry")) for feature in features]
    numbers = np.array([entry[1:3] for entry in found], dtype="float64").reshape(-1, 2)
    types = np.array([entry[0] for entry in found], dtype=object)
    return Geometries(numbers[:, 0], numbers[:, 1], types, sum(entry[3] for entry in found))


def _point(geometry: Any) -> tuple[str, float, float, bool]:
    """A geometry's type as Geometries has it, its x and y, and whether it has a height."""
    if geometry is None:
        return "", np.nan, np.nan, False
    kind = geometry.get("type") if type(geometry) is dict else None
    parts = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates") if kind else None
    if not isinstance(parts, list):
        return UNREADABLE, np.nan, np.nan, False
    if not parts:
        return "", np.nan, np.nan, False
    if kind in ("MultiPoint", "GeometryCollection"):
        if len(parts) > 1:
            return str(kind), np.nan, np.nan, False
        return _point(parts[0] if kind == "GeometryCollection" else {"type": "Point", "coordinates": parts[0]})
    if kind == "Point" and len(parts) > 1 and all(isinstance(part, Figures) for part in parts[:2]):
        return "Point", float(parts[0]), float(parts[1]), len(parts) > 2
    return str(kind) if kind in _SHAPES else UNREADABLE, np.nan, np.nan, False


def _notes(no_numbers: Sequence[str], features: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    notes = []
    if no_numbers:
        notes.append(f"Values that are no number (NaN or Infinity) are read as empty: {len(no_numbers):,}.")
    others = dict.fromkeys(member for feature in features for member in feature if member not in _MEMBERS)
    if others:
        notes.append(f"Parts of features that no column is for are left out: {named(list(others))}.")
    return tuple(notes)
