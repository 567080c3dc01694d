"""What befalls a call, told to the dispatch application without ever holding up a call."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import asdict, dataclass
from typing import Literal

from loadtest.deployment.acd.cti.http_client import DeliveryError, HttpClient

EventName = Literal[
    "arrived", "connected", "queued", "offered", "answered", "abandoned", "ended", "blocked"
]

# Events of one call keep their order by sharing a lane; lanes do not wait for one another.
_LANES = 4
# Seconds before each further attempt, while the application was last heard to answer.
_RETRY_AFTER_S = (0.1, 0.4)


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One thing that befell a call.

    Attributes
    ----------
    number
        The caller's, empty where withheld.
    extension, trunk, run
        Call-taker, trunk group and the load test's marker, where there is one.
    at
        Seconds of the Unix epoch.
    """

    acd_call_id: str
    number: str
    event: EventName
    extension: str | None
    trunk: str | None
    run: str | None
    at: float


class EventSender:
    """Delivers events in the background, those of one call in order.

    Parameters
    ----------
    url
        The dispatch application's address, or None to tell nobody.
    key
        Shown in the header ``X-CTI-Key``.

    Attributes
    ----------
    delivered, failed
        Events that the application took, and those given up.
    """

    def __init__(self, url: str | None, key: str) -> None:
        self._url = None if url is None else f"{url}/cti/events"
        self._headers = {"X-CTI-Key": key}
        self._lanes: list[asyncio.Queue[CallEvent]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.delivered = 0
        self.failed = 0
        self.last_failure: str | None = None

    def start(self) -> None:
        """Deliver from here on."""
        if self._url is None:
            return
        for _ in range(_LANES):
            lane: asyncio.Queue[CallEvent] = asyncio.Queue()
            client = HttpClient(self._url, self._headers)
            self._lanes.append(lane)
            self._tasks.append(asyncio.create_task(self._deliver(lane, client)))

    def tell(self, event: CallEvent) -> None:
        """Hand over an event; this never waits."""
        if self._lanes:
            self._lanes[zlib.crc32(event.acd_call_id.encode()) % _LANES].put_nowait(event)

    @property
    def pending(self) -> int:
        """Events that have not been delivered or given up yet, but for those under way."""
        return sum(lane.qsize() for lane in self._lanes)

    async def finish(self, within_s: float) -> None:
        """Deliver what is left, for at most `within_s` seconds, and stop."""
        try:
            async with asyncio.timeout(within_s):
                for lane in self._lanes:
                    await lane.join()
        except TimeoutError:
            self.failed += self.pending
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, lane: asyncio.Queue[CallEvent], client: HttpClient) -> None:
        answering = True
        try:
            while True:
                event = await lane.get()
                answering = await self._attempt(event, client, patient=answering)
                if answering:
                    self.delivered += 1
                else:
                    self.failed += 1
                lane.task_done()
        finally:
            client.close()

    async def _attempt(self, event: CallEvent, client: HttpClient, *, patient: bool) -> bool:
        """Return whether the application took the event.

        An application that has just let an event fall gets one attempt for the next: else the
        events of a dead application would pile up.
        """
        body = asdict(event)
        for wait_s in (0.0, *(_RETRY_AFTER_S if patient else ())):
            if wait_s:
                await asyncio.sleep(wait_s)
            try:
                status = await client.post(body)
            except DeliveryError as error:
                self.last_failure = str(error)
                continue
            if status < 300:
                return True
            self.last_failure = f"the application answered {status}"
            if status < 500:
                return False
        return False
