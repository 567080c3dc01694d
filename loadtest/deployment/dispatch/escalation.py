"""Time-outs: an agency that does not acknowledge in time loses its turn to the next.

The moments at which notifications fall due are in the database, so that a restart forgets none.
"""

from __future__ import annotations

import asyncio
import contextlib

from loadtest.deployment.dispatch.centre import Centre
from loadtest.deployment.dispatch.notifications import end_and_move_on

_PENDING = "state IN ('created', 'sent', 'delivered') AND due_at IS NOT NULL"


def expire_due(centre: Centre) -> int:
    """Let every notification expire that is due by now; return how many there were."""
    with centre.change() as change:
        rows = centre.store.all(
            f"SELECT * FROM notifications WHERE {_PENDING} AND due_at <= ? ORDER BY due_at, id",
            change.now,
        )
        for row in rows:
            end_and_move_on(centre, change, row, "expired")
    return len(rows)


def next_due(centre: Centre) -> float | None:
    """Return when the next notification falls due, or None while none is pending."""
    value = centre.store.scalar(f"SELECT min(due_at) FROM notifications WHERE {_PENDING}")
    return None if value is None else float(value)


async def watch(centre: Centre) -> None:
    """Expire notifications as they fall due, until cancelled."""
    while True:
        centre.due.clear()
        due_at = next_due(centre)
        if due_at is None:
            await centre.due.wait()
            continue
        remaining_s = due_at - centre.clock()
        if remaining_s > 0:
            # A new notification may be due earlier, so each one wakes the watch.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(centre.due.wait(), remaining_s)
            continue
        expire_due(centre)
