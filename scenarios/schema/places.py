"""Where things are: the region's kecamatan, roads, hospitals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scenarios.schema.base import Label, NotNegative, Number, Part, Positive, Tuple


class Point(Part):
    """A place by coordinates (WGS 84)."""

    lat: Annotated[Number, Field(ge=-90, le=90, description="Latitude, degrees.")]
    lon: Annotated[Number, Field(ge=-180, le=180, description="Longitude, degrees.")]


class Kecamatan(Part):
    """A kecamatan that the shipped data do not have, or one put in their stead."""

    name: str = Field(description="Name.")
    lat: Annotated[Number, Field(ge=-90, le=90, description="Latitude of the centroid, degrees.")]
    lon: Annotated[
        Number, Field(ge=-180, le=180, description="Longitude of the centroid, degrees.")
    ]
    area_km2: Positive = Field(description="Area, km2.")
    weight: NotNegative | None = Field(None, description="Share of demand, any scale.")


class TravelMatrix(Part):
    """Given travel times between kecamatan, by the hour of departure.

    A file says `file = "waktu.csv"` instead, with columns from, to, minutes and maybe hour.
    """

    minutes: dict[str, dict[str, Annotated[tuple[NotNegative, ...], Tuple]]] = Field(
        description="Minutes by code of the kecamatan, from and to: one value, or 24 by hour of "
        "day. Within one kecamatan it may be left out: then distance over speed."
    )


class Roads(Part):
    """Travel time = distance in a straight line x detour / speed at the hour of departure."""

    detour: Annotated[Number, Field(ge=1, le=5)] = Field(
        description="Way by road over distance in a straight line."
    )
    speed_kmh: Annotated[tuple[Positive, ...], Tuple] = Field(
        description="Speed of an emergency vehicle, km/h: one value, 24 by hour of day, or 168 "
        "by hour of week from Monday 00:00."
    )
    matrix: TravelMatrix | None = Field(
        None, description="Given travel times instead; left out: distance over speed."
    )


class Hospital(Part):
    """A hospital that takes patients."""

    name: str = Field(description="Name.")
    lat: Annotated[Number, Field(ge=-90, le=90, description="Latitude, degrees.")]
    lon: Annotated[Number, Field(ge=-180, le=180, description="Longitude, degrees.")]
    takes: Annotated[tuple[str, ...], Tuple] | None = Field(
        None, description="Incident types whose patients it takes; all when left out."
    )


class Place(Part):
    """The region."""

    label: Label = Field(description="Name of the region.")
    regions: Annotated[tuple[str, ...], Tuple] = Field(
        (), description='Codes of the regions served, as in "35.78"; their kecamatan are loaded.'
    )
    zone: str = Field("Asia/Jakarta", description="IANA time zone.")
    weights: Literal["kelurahan", "area", "equal"] = Field(
        "kelurahan",
        description="What shares demand out over the kecamatan: number of kelurahan, area, equal.",
    )
    kecamatan: dict[str, Kecamatan] = Field(
        default_factory=dict, description="Kecamatan by code: added, or instead of the shipped one."
    )
    kecamatan_weights: dict[str, NotNegative] = Field(
        default_factory=dict, description="Weight by kecamatan code, instead of `weights`."
    )
    roads: Roads = Field(description="Travel time.")
    hospitals: Annotated[tuple[Hospital, ...], Tuple] = Field((), description="Hospitals.")
