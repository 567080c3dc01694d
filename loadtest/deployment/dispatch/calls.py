"""Call rows: what the call distributor reports, and which call-taker has which call."""

from __future__ import annotations

import asyncio
from typing import Literal

from loadtest.deployment.dispatch.accounts import Principal
from loadtest.deployment.dispatch.centre import Centre, Change
from loadtest.deployment.dispatch.problem import Problem, conflict, forbidden, not_found
from loadtest.deployment.dispatch.store import Row, Store

CallEventType = Literal[
    "arrived", "connected", "queued", "offered", "answered", "abandoned", "ended", "blocked"
]
CallState = CallEventType

# Events can overtake one another on their way; a call's state never goes back.
_RANK: dict[str, int] = {
    "arrived": 0,
    "connected": 1,
    "queued": 2,
    "offered": 3,
    "answered": 4,
    "blocked": 5,
    "abandoned": 5,
    "ended": 5,
}
_LIVE = tuple(state for state, rank in _RANK.items() if rank < 5)


def number_key(number: str, digits: int) -> str:
    """Return what notations of one number have in common: the last `digits` digits.

    A number without a digit (withheld, ``anonymous``) is its own key.
    """
    found = "".join(c for c in number if c in "0123456789")
    return found[-digits:] or number


def note_event(
    centre: Centre,
    change: Change,
    *,
    acd_call_id: str,
    number: str,
    event: CallEventType,
    at: float,
    extension: str | None,
    trunk: str | None,
    run: str | None,
) -> int:
    """Enter an event of the call distributor in the call's row, made where there is none.

    Told twice, it changes nothing; told late, it adds its moment and leaves the state.

    Returns
    -------
    int
        The id of the call's row.
    """
    store = centre.store
    row = store.one("SELECT * FROM calls WHERE acd_call_id = ?", acd_call_id)
    key = number_key(number, centre.config.match_last_digits)
    if row is None:
        store.insert(
            "calls",
            acd_call_id=acd_call_id,
            number=number,
            number_key=key,
            trunk=trunk,
            run=run,
            state=event,
            extension=extension,
            **{f"{event}_at": at},
        )
        row = store.need("SELECT * FROM calls WHERE acd_call_id = ?", acd_call_id)
    else:
        advances = _RANK[event] >= _RANK[row["state"]] and row["state"] in _LIVE
        # A call that nobody answered is offered to one call-taker after the other, so its
        # last offer counts; all other moments come once.
        moment = at if event == "offered" and advances else row[f"{event}_at"]
        store.update(
            "calls",
            row["id"],
            state=event if advances else row["state"],
            extension=extension if extension and advances else row["extension"] or extension,
            trunk=row["trunk"] or trunk,
            run=row["run"] or run,
            **{f"{event}_at": at if moment is None else moment},
        )
    centre.bell.ring(row["number_key"])
    return int(row["id"])


async def claim_by_number(centre: Centre, number: str, who: Principal, wait_s: float) -> Row:
    """Give `who` the call from `number` that they have just answered.

    The call-taker's telephone can be quicker than the distributor's event: where the row is not
    there yet, or still names another extension, this waits for at most `wait_s` seconds.

    Raises
    ------
    Problem
        404 if there is no such call after the wait; 409 with the reason if it cannot be claimed.
    """
    key = number_key(number, centre.config.match_last_digits)
    deadline = asyncio.get_running_loop().time() + wait_s
    with centre.bell.listen(key) as rung:
        while True:
            rung.clear()
            remaining_s = deadline - asyncio.get_running_loop().time()
            last = remaining_s <= 0
            row = _claimable(centre.store, key, who, ended_too=last)
            if row is not None:
                return claim(centre, int(row["id"]), who)
            if last:
                break
            try:
                await asyncio.wait_for(rung.wait(), remaining_s)
            except TimeoutError:
                continue
    newest = centre.store.one(
        "SELECT * FROM calls WHERE number_key = ? ORDER BY id DESC LIMIT 1", key
    )
    if newest is None:
        raise Problem(
            404,
            "call_not_found",
            f"No call from {number!r} is known after {wait_s:g} s.",
            "Check the number; if it is right, the call distributor does not report its calls.",
        )
    raise _obstacle(newest, who) or not_found("call from", number)


def _claimable(store: Store, key: str, who: Principal, *, ended_too: bool) -> Row | None:
    """Return the newest call of the number that is `who`'s to claim.

    A live call may lack its extension still. One that has ended must have been answered here,
    and counts only if no live one turned up: it may be an earlier call of a caller who redials.
    """
    states = (*_LIVE, "ended") if ended_too else _LIVE
    marks = ", ".join("?" * len(states))
    return store.one(
        f"SELECT * FROM calls WHERE number_key = ? AND state IN ({marks})"
        " AND claimed_by IS NULL AND closed_at IS NULL"
        " AND (extension = ? OR (extension IS NULL AND state != 'ended'))"
        " AND (state != 'ended' OR answered_at IS NOT NULL)"
        " ORDER BY id DESC LIMIT 1",
        key,
        *states,
        who.extension,
    )


def claim(centre: Centre, call_id: int, who: Principal) -> Row:
    """Give the call `call_id` to `who`; a call is claimed once.

    Raises
    ------
    Problem
        404 if there is no such call; 409 with the reason if it cannot be claimed.
    """
    with centre.change() as change:
        row = find(centre.store, call_id)
        obstacle = _obstacle(row, who)
        if obstacle is not None:
            raise obstacle
        centre.store.update("calls", call_id, claimed_by=who.username, claimed_at=change.now)
    return find(centre.store, call_id)


def _obstacle(row: Row, who: Principal) -> Problem | None:
    if row["claimed_by"] is not None:
        return conflict(
            "already_claimed",
            f"Call {row['id']} was claimed by {row['claimed_by']}.",
            "A call is claimed once; go on with the call you have.",
        )
    if row["closed_at"] is not None:
        return conflict("call_closed", f"Call {row['id']} is closed.", "Claim another call.")
    if row["answered_at"] is None and row["state"] not in _LIVE:
        return conflict(
            "call_gone",
            f"Call {row['id']} is {row['state']}; nobody answered it.",
            "There is nothing to claim; take the next call.",
        )
    if row["extension"] not in (None, who.extension):
        return conflict(
            "other_extension",
            f"Call {row['id']} is {row['state']} at extension {row['extension']}, "
            f"not at yours ({who.extension}).",
            "Only the call-taker at whose extension a call is may claim it.",
        )
    return None


def close(centre: Centre, call_id: int, who: Principal, disposition: str, note: str | None) -> Row:
    """Close a call with what it was.

    Raises
    ------
    Problem
        404 if there is no such call, 403 if it is another's, 409 if it is not claimed or closed.
    """
    with centre.change() as change:
        row = find(centre.store, call_id)
        if row["closed_at"] is not None:
            raise conflict(
                "call_closed",
                f"Call {call_id} was closed as {row['disposition']}.",
                "A call is closed once.",
            )
        if who.role == "call_taker" and row["claimed_by"] is None:
            raise conflict(
                "not_claimed", f"Call {call_id} is not claimed.", "Claim the call, then close it."
            )
        if who.role == "call_taker" and row["claimed_by"] != who.username:
            raise forbidden(
                f"Call {call_id} is {row['claimed_by']}'s.", "Ask them, or a supervisor."
            )
        if disposition == "emergency" and row["incident_id"] is None:
            raise conflict(
                "no_incident",
                f"Call {call_id} has no incident, so it cannot be closed as an emergency.",
                "POST /api/incidents first, or join the call to an incident.",
            )
        centre.store.update(
            "calls", call_id, closed_at=change.now, disposition=disposition, note=note
        )
    return find(centre.store, call_id)


def find(store: Store, call_id: int) -> Row:
    """Return a call's row.

    Raises
    ------
    Problem
        404 if there is none.
    """
    row = store.one("SELECT * FROM calls WHERE id = ?", call_id)
    if row is None:
        raise not_found("call", call_id)
    return row
