"""Which call is this? Callers' numbers, their live attempts, and incidents by reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from gevent.event import Event

from loadtest.deployment_profile import Numbers
from loadtest.driver.live_rows import LiveRow
from loadtest.order import CANARY_NUMBERS
from scenarios.packing import PackedPlay

if TYPE_CHECKING:
    from loadtest.sip.incoming_call import IncomingCall
    from loadtest.sip.record import CallRecord


@dataclass(eq=False)
class LiveCall:
    """An attempt under way.

    Parameters
    ----------
    caller, attempt : int
        Row in the trace's callers, and which try it is.
    at : int
        Row in the trace's attempts.
    row : LiveRow
    answered : Event
        Set when a call-taker speaks.
    gives_up_s : float or None
        When patience ends, run time; None while the line has not answered.
    over : bool
        The caller has hung up, or the line has; nobody can answer any more.
    talked : Event
        Set when the call-taker's leg has ended; `taker` is its record then.
    dropped : bool
        The deployment ended the call-taker's leg in the middle of the talk.
    """

    caller: int
    attempt: int
    at: int
    row: LiveRow
    answered: Event = field(default_factory=Event)
    gives_up_s: float | None = None
    over: bool = False
    talked: Event = field(default_factory=Event)
    taker: CallRecord | None = None
    dropped: bool = False

    def announced_s(self, announcement_s: float) -> float:
        """Return when the announcement ends, run time; it is reckoned, for it is not heard."""
        return float(self.row["connected_s"]) + announcement_s

    def note_leg(self, leg: IncomingCall) -> None:
        """End the call-taker's leg, and note what became of it."""
        self.dropped = bool(leg.ended.is_set()) and leg.record.hang_up_s is None
        leg.hang_up()
        self.taker = leg.record
        self.talked.set()


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
        If the test range has too few numbers (`loadtest.profile_check` says it better).
    """

    def __init__(self, play: PackedPlay, numbers: Numbers, run_id: str) -> None:
        callers = len(play.trace.callers)
        self.play = play
        self.run_id = run_id
        self._numbers = numbers
        self._live: dict[str, LiveCall] = {}
        self._ours = {numbers.key(self.number(caller)) for caller in range(callers)}
        self._canary = {numbers.key(self.canary_number(i)) for i in range(CANARY_NUMBERS)}
        self._strangers: set[str] = set()
        self.foreign: list[str] = []
        incidents = play.trace.incidents
        self._row_of = {int(i): row for row, i in enumerate(incidents.incident_id)}
        self.incident_of_candidate = np.repeat(
            np.arange(len(incidents)), incidents.candidates
        ).tolist()

    # callers

    def number(self, caller: int) -> str:
        """Return a caller's telephone number."""
        return self._numbers.number(caller)

    def canary_number(self, i: int) -> str:
        """Return the number of the i-th canary call."""
        return self._numbers.number(self._numbers.capacity - 1 - i)

    def is_canary(self, number: str) -> bool:
        """Tell whether a number is a canary's."""
        return self._numbers.key(number) in self._canary

    def is_callers(self, number: str) -> bool:
        """Tell whether a number is that of a caller of the play, live or not."""
        return self._numbers.key(number) in self._ours

    def put(self, call: LiveCall) -> None:
        """Note a caller's live attempt; there is at most one."""
        self._live[self._numbers.key(self.number(call.caller))] = call

    def end(self, call: LiveCall) -> None:
        """Note that an attempt is over: nobody can answer it any more."""
        call.over = True

    def live(self, number: str) -> LiveCall | None:
        """Return the live attempt from a number, None where there is none."""
        call = self._live.get(self._numbers.key(number)) if number else None
        return None if call is None or call.over else call

    def note_foreign(self, number: str) -> str:
        """Note a caller who is not ours; return what may be shown of the number.

        A call that one call-taker declines comes to the next, so a number counts once.
        """
        if number not in self._strangers:
            self._strangers.add(number)
            self.foreign.append(masked(number))
        return masked(number)

    # incidents

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

    def before(self, candidate: int) -> list[int]:
        """Return the candidates of the same need that are asked before this one."""
        incident = self.incident_of_candidate[candidate]
        for need in self.needs(incident):
            if candidate in need:
                return need[: need.index(candidate)]
        return []

    def is_last(self, candidate: int) -> bool:
        """Tell whether nobody is asked after this one."""
        incident = self.incident_of_candidate[candidate]
        return any(need[-1] == candidate for need in self.needs(incident))


def masked(number: str) -> str:
    """Return a stranger's number so that it can be told from others but not rung."""
    if not number:
        return "-"
    return f"{number[:4]}...{number[-2:]}" if len(number) >= 8 else "..."
