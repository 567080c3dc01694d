"""Which call is this? Callers' numbers, their live attempts, and incidents by reference."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from gevent.event import Event

from loadtest.deployment_profile import Numbers
from loadtest.driver.live_rows import LiveRow
from scenarios.packing import PackedPlay

CANARY_NUMBERS = 20
"""The last numbers of the test range; no caller of the play has them."""


@dataclass
class LiveCall:
    """An attempt under way.

    Parameters
    ----------
    caller, attempt : int
        Row in the trace's callers, and which try it is.
    row : LiveRow
    answered : Event
        Set when a call-taker speaks.
    """

    caller: int
    attempt: int
    row: LiveRow
    answered: Event = field(default_factory=Event)


class Board:
    """What every client of the load test may look up.

    Parameters
    ----------
    play : PackedPlay
    numbers : Numbers
        The profile's test range.
    run_id : str
        Marks all that the load test makes.

    Raises
    ------
    ValueError
        If the test range has too few numbers.
    """

    def __init__(self, play: PackedPlay, numbers: Numbers, run_id: str) -> None:
        callers = len(play.trace.callers)
        if callers + CANARY_NUMBERS > numbers.capacity:
            raise ValueError(
                f"the test range {numbers.prefix}... holds {numbers.capacity} numbers; "
                f"expected at least {callers + CANARY_NUMBERS}, one a caller"
            )
        self.play = play
        self.run_id = run_id
        self._numbers = numbers
        self._live: dict[str, LiveCall] = {}
        self._canary = {numbers.key(self.canary_number(i)) for i in range(CANARY_NUMBERS)}
        self.foreign: list[str] = []
        incidents = play.trace.incidents
        self._row_of = {int(i): row for row, i in enumerate(incidents.incident_id)}
        self.incident_of_candidate = np.repeat(
            np.arange(len(incidents)), incidents.candidates
        ).tolist()

    def number(self, caller: int) -> str:
        """Return a caller's telephone number."""
        return self._numbers.number(caller)

    def canary_number(self, i: int) -> str:
        """Return the number of the i-th canary call."""
        return self._numbers.number(self._numbers.capacity - 1 - i)

    def is_canary(self, number: str) -> bool:
        """Tell whether a number is a canary's."""
        return self._numbers.key(number) in self._canary

    def put(self, call: LiveCall) -> None:
        """Note a caller's live attempt; there is at most one."""
        self._live[self._numbers.key(self.number(call.caller))] = call

    def live(self, number: str) -> LiveCall | None:
        """Return the live attempt from a number, None for a stranger's."""
        return self._live.get(self._numbers.key(number)) if number else None

    def reference(self, incident: int) -> str:
        """Return what a caller says of an incident so that it can be found again."""
        return f"{self.run_id}-{int(self.play.trace.incidents.incident_id[incident])}"

    def incident(self, reference: str | None) -> int | None:
        """Return the incident of a reference, None for one that is not ours."""
        mark, _, identity = (reference or "").rpartition("-")
        if mark != self.run_id or not identity.isdigit():
            return None
        return self._row_of.get(int(identity))

    def candidates(self, incident: int) -> range:
        """Return the rows of an incident's candidates."""
        incidents = self.play.trace.incidents
        first = int(incidents.first_candidate[incident])
        return range(first, first + int(incidents.candidates[incident]))

    def needs(self, incident: int) -> list[list[int]]:
        """Return an incident's needs, each as its candidates in order of asking.

        The deployment counts an incident's needs from 0 in this order.
        """
        found: dict[int, list[int]] = {}
        for candidate in self.candidates(incident):
            found.setdefault(int(self.play.trace.candidates.need[candidate]), []).append(candidate)
        return list(found.values())

    def candidate(self, incident: int, need: int, agency: str) -> int | None:
        """Return the candidate of the deployment's need number and an agency's name."""
        names = self.play.plan.agencies
        needs = self.needs(incident)
        if not 0 <= need < len(needs):
            return None
        for candidate in needs[need]:
            if names[self.play.trace.candidates.agency[candidate]].name == agency:
                return candidate
        return None
