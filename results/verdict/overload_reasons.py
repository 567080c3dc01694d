"""What a region's verdict says of queues that only grow."""

from __future__ import annotations

from collections.abc import Sequence

from results.overload.overload import Overload
from results.verdict.reason import Reason
from scenarios.text import N_

_QUEUES = {
    "call_takers": N_("the queue for a call-taker"),
    "dispatchers": N_("the queue for a dispatcher"),
    "desk": N_("the queue at the desk of {agency_cell}"),
    "units": N_("the queue for a unit of {agency_cell}"),
}
_MESSAGES = {
    "day": N_(
        "Demand exceeds capacity from {from_cell}: {queue} is never empty again and grows by "
        "about {growth} a day; {waiting} wait when the run ends."
    ),
    "week": N_(
        "Demand exceeds capacity from {from_cell} of week {week}: {queue} is never empty again "
        "and grows by about {growth} a week; {waiting} wait when the run ends."
    ),
}


def exceeded(overloads: Sequence[Overload]) -> list[Reason]:
    """Return where demand exceeds capacity, and from when."""
    return [
        Reason(
            _MESSAGES[overload.cycle],
            {
                "from_cell": f"hour_of_week:{overload.hour_of_week}",
                "week": overload.week + 1,
                "queue": _queue(overload.group),
                "growth": _rounded(overload.growth),
                "waiting": _rounded(overload.waiting),
            },
        )
        for overload in overloads
    ]


def _queue(group: str) -> Reason:
    sort, _colon, agency = group.partition(":")
    return Reason(_QUEUES[sort], {"agency_cell": f"agency:{agency}"} if agency else {})


def _rounded(number: float) -> float:
    """Return a mean over replications no finer than it is known."""
    return round(number) if number >= 10 else round(number, 1)
