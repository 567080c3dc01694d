"""The shipped map: regions and kecamatan with centroid, area, and outlines where they exist.

Data: ``scenarios/data``, whose NOTICE names source and licence. Areas and centroids of kecamatan
are those of the outlines; population by kecamatan is not in the data.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Ring = tuple[tuple[float, float], ...]
"""Points (lon, lat), degrees, the first repeated at the end."""
Polygon = tuple[Ring, ...]
"""The outer ring, then holes."""
Outline = tuple[Polygon, ...]


@dataclass(frozen=True)
class Region:
    """A regency or city (or DKI Jakarta).

    Attributes
    ----------
    code : str
        As in "35.78".
    name, province : str
    population : int
        People, 2025.
    area_km2 : float or None
        km2; four regions have none.
    lat, lon : float
        Centroid, degrees.
    centre : str
        Code of the region that runs its 112.
    """

    code: str
    name: str
    province: str
    population: int
    area_km2: float | None
    lat: float
    lon: float
    centre: str


@dataclass(frozen=True)
class Kecamatan:
    """A kecamatan: code, name, centroid (degrees), area (km2), number of kelurahan and desa."""

    code: str
    name: str
    lat: float
    lon: float
    area_km2: float
    kelurahan: int


def region(code: str) -> Region | None:
    """Return the region of this code, or None."""
    return _regions().get(code)


def regions() -> tuple[Region, ...]:
    """Return all regions, by code."""
    return tuple(_regions().values())


def areas_of(code: str) -> tuple[str, ...]:
    """Return the codes of the areas whose 112 the region `code` runs, itself if it has no others.

    Jakarta ("31") has six; every other region is its own.
    """
    others = tuple(r.code for r in _regions().values() if r.centre == code and r.code != code)
    return others or (code,)


def kecamatan_of_region(code: str) -> tuple[Kecamatan, ...]:
    """Return the kecamatan of the region `code` and of the areas that it serves, by code.

    Empty if there is no such region.
    """
    return tuple(k for area in areas_of(code) for k in _kecamatan_of_area(area))


def kecamatan(code: str) -> Kecamatan | None:
    """Return the kecamatan of this code, or None."""
    return next((k for k in _kecamatan_of_area(code[:5]) if k.code == code), None)


def population(codes: Sequence[str]) -> int:
    """Return the population of the regions `codes` together, people; unknown codes count 0."""
    return sum(found.population for code in codes if (found := region(code)) is not None)


def kecamatan_weights(
    rows: Sequence[Kecamatan], by: Literal["kelurahan", "area", "equal"] = "kelurahan"
) -> dict[str, float]:
    """Return shares of demand by kecamatan code, summing to 1.

    Parameters
    ----------
    rows : sequence of Kecamatan
    by : {"kelurahan", "area", "equal"}
        What shares demand out. Each is a weak stand-in for population.
    """
    raw = {
        k.code: float(k.kelurahan) if by == "kelurahan" else k.area_km2 if by == "area" else 1.0
        for k in rows
    }
    total = sum(raw.values())
    return {code: weight / total for code, weight in raw.items()} if total else {}


def region_outline(code: str) -> Outline | None:
    """Return the outline of a region, simplified to 0.02 degrees: for maps, not for measuring.

    A region that serves several areas has the outlines of all of them. None if there is none.
    """
    outlines = _outlines("regions.geojson", "code")
    if code in outlines:
        return outlines[code]
    parts = [outlines[area] for area in areas_of(code) if area in outlines]
    return tuple(polygon for part in parts for polygon in part) or None


def kecamatan_outline(code: str) -> Outline | None:
    """Return the outline of a kecamatan; None where the data have none (most regions)."""
    return _outlines("districts-4-cities.geojson", "kode").get(code)


def data_notice() -> str:
    """Return source and licence of the data, to be carried along."""
    return _text("NOTICE")


def _text(name: str) -> str:
    return files("scenarios").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _regions() -> Mapping[str, Region]:
    rows = csv.DictReader(io.StringIO(_text("regions.csv")))
    found = [
        Region(
            code=row["code"],
            name=row["name"],
            province=row["province"],
            population=int(row["population"]),
            area_km2=float(row["area_km2"]) if row["area_km2"] else None,
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            centre=row["centre"],
        )
        for row in rows
    ]
    return MappingProxyType({r.code: r for r in sorted(found, key=lambda r: r.code)})


@cache
def _kecamatan_of_area(code: str) -> tuple[Kecamatan, ...]:
    return tuple(
        Kecamatan(own, name, float(lat), float(lon), float(area), int(kelurahan))
        for own, name, lat, lon, area, kelurahan in _district_rows().get(code, ())
    )


@cache
def _district_rows() -> Mapping[str, Sequence[Sequence[str]]]:
    """Return the file's rows by area, in order of their codes; seven thousand, as they stand."""
    by_area: dict[str, list[list[str]]] = {}
    for row in sorted(list(csv.reader(io.StringIO(_text("districts.csv"))))[1:]):
        by_area.setdefault(row[0][:5], []).append(row)
    return MappingProxyType(by_area)


@cache
def _outlines(name: str, code_key: str) -> Mapping[str, Outline]:
    features = json.loads(_text(name))["features"]
    return MappingProxyType(
        {f["properties"][code_key]: _outline(f["geometry"]) for f in features if f["geometry"]}
    )


def _outline(geometry: Mapping[str, Any]) -> Outline:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return tuple(
        tuple(tuple((float(lon), float(lat)) for lon, lat in ring) for ring in polygon)
        for polygon in polygons
    )
