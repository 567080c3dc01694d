"""Units: where they are, and whether they take tasks."""

from __future__ import annotations

from typing import Literal

from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.assignments import (
    AssignmentStep,
    find,
    find_unit,
    take_step,
)
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.config import DispatchConfig
from loadtest.deployment.dispatch.problem import conflict, forbidden
from loadtest.deployment.dispatch.store import Row, Store
from loadtest.deployment.dispatch.unit_choice import FREE, serve_waiting

UnitStatus = (
    Literal["available", "dispatched", "returning", "out_of_service"]
    | Literal["en_route", "on_scene", "leaving_scene", "at_hospital", "handed_over"]
)
SettableStatus = Literal["available", "out_of_service"]

_HOME: AssignmentStep = "returned"


def seed_units(store: Store, config: DispatchConfig) -> None:
    """Make the agencies and units of the settings; units there are keep place and status."""
    for agency in config.agencies:
        store.run(
            "INSERT INTO agencies VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " name = excluded.name, channel = excluded.channel,"
            " acknowledge_timeout_s = excluded.acknowledge_timeout_s",
            agency.id,
            agency.name,
            agency.channel,
            agency.acknowledge_timeout_s,
        )
    for position, unit in enumerate(config.units):
        store.run(
            "INSERT INTO units (id, position, agency, post, callsign, home_lat, home_lon, lat, lon)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " position = excluded.position, agency = excluded.agency, post = excluded.post,"
            " callsign = excluded.callsign, home_lat = excluded.home_lat,"
            " home_lon = excluded.home_lon",
            unit.id,
            position,
            unit.agency,
            unit.post,
            unit.callsign,
            unit.lat,
            unit.lon,
            unit.lat,
            unit.lon,
        )


def change_unit(
    centre: Centre,
    unit_id: str,
    who: Principal,
    status: SettableStatus | None,
    position: tuple[float, float] | None,
) -> Row:
    """Set where a unit is and whether it takes tasks.

    Out of service during a task holds from the task's end on. Available on the way home means
    that the unit is back.

    Raises
    ------
    Problem
        404 if there is no such unit, 403 if it is another agency's, 409 if it has a task and is
        to be available.
    """
    with centre.change() as change:
        unit = find_unit(centre, unit_id)
        if who.role == "agency" and unit["agency"] != who.agency:
            raise forbidden(f"Unit {unit_id} is {unit['agency']}'s.", "Change your own units.")
        if position is not None:
            centre.store.update("units", unit_id, lat=position[0], lon=position[1])
        if status == "available":
            _into_service(centre, change, unit, position)
        elif status == "out_of_service":
            _out_of_service(centre, change, unit)
    return find_unit(centre, unit_id)


def _into_service(
    centre: Centre, change: Change, unit: Row, position: tuple[float, float] | None
) -> None:
    if unit["status"] == "returning":
        take_step(centre, change, find(centre, unit["assignment_id"]), _HOME, position)
        return
    if unit["status"] not in ("available", "out_of_service"):
        if unit["off_after_task"]:
            centre.store.update("units", unit["id"], off_after_task=0)
            return
        raise conflict(
            "unit_busy",
            f"Unit {unit['id']} is {unit['status']}.",
            f"Take assignment {unit['assignment_id']} to its end first.",
        )
    centre.store.update(
        "units", unit["id"], status="available", status_at=change.now, off_after_task=0
    )
    serve_waiting(centre, change, unit["agency"])


def _out_of_service(centre: Centre, change: Change, unit: Row) -> None:
    if unit["status"] in FREE or unit["status"] == "out_of_service":
        centre.store.update("units", unit["id"], status="out_of_service", status_at=change.now)
    else:
        centre.store.update("units", unit["id"], off_after_task=1)
