"""The region as the draws need it: kecamatan with weights, and the plane they lie on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.geography import kecamatan_of_region
from scenarios.schema.places import Place
from scenarios.travel import KmPoint, project

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Territory:
    """Kecamatan in order of code, as arrays of one length.

    Parameters
    ----------
    codes, names : tuple of str
    lat, lon, area_km2 : arrays of float
    weights : array of float
        Shares of demand, summing to 1.
    lat0, lon0 : float
        Where the plane touches: the mean of the centroids.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    lat: Floats
    lon: Floats
    area_km2: Floats
    weights: Floats
    lat0: float
    lon0: float

    def at(self, lat: float, lon: float) -> KmPoint:
        """Return a place on the plane, km."""
        return project(lat, lon, self.lat0, self.lon0)

    def weights_of(self, own: dict[str, float]) -> Floats:
        """Return the shares of demand with a category's own weights, if it has any."""
        if not own:
            return self.weights
        weights = np.array([own.get(code, 0.0) for code in self.codes])
        shares: Floats = weights / weights.sum()
        return shares

    def points(self, kecamatan: NDArray[np.int64], u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return places drawn in the disc of each kecamatan's area (x_km, y_km).

        Parameters
        ----------
        kecamatan : array of int, row numbers
        u, v : arrays of float in [0, 1), same length
        """
        centres = np.array([self.at(a, b) for a, b in zip(self.lat, self.lon, strict=True)])
        radius = np.sqrt(self.area_km2[kecamatan] / math.pi) * np.sqrt(u)
        angle = 2 * math.pi * v
        return (
            centres[kecamatan, 0] + radius * np.cos(angle),
            centres[kecamatan, 1] + radius * np.sin(angle),
        )


def territory(place: Place) -> Territory:
    """Return the region's kecamatan: the shipped ones, then what the scenario adds or replaces."""
    rows = {
        k.code: (k.name, k.lat, k.lon, k.area_km2, float(k.kelurahan))
        for region in place.regions
        for k in kecamatan_of_region(region)
    }
    for code, own in place.kecamatan.items():
        shipped = rows.get(code)
        proxy = own.weight if own.weight is not None else shipped[4] if shipped else 1.0
        rows[code] = (own.name, own.lat, own.lon, own.area_km2, proxy)
    codes = tuple(sorted(rows))
    lat, lon, area, kelurahan = (np.array([float(rows[c][i]) for c in codes]) for i in (1, 2, 3, 4))
    if place.kecamatan_weights:
        weights = np.array([place.kecamatan_weights.get(c, 0.0) for c in codes])
    elif place.weights == "area":
        weights = area.copy()
    elif place.weights == "equal":
        weights = np.ones(len(codes))
    else:
        weights = kelurahan
    return Territory(
        codes=codes,
        names=tuple(str(rows[c][0]) for c in codes),
        lat=lat,
        lon=lon,
        area_km2=area,
        weights=weights / weights.sum(),
        lat0=float(lat.mean()),
        lon0=float(lon.mean()),
    )
