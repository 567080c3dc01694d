"""How long the application takes to tell an agency."""

from __future__ import annotations

from loadtest.driver.context import Context
from loadtest.driver.live_rows import LiveRow


def note_latency(context: Context, row: LiveRow) -> None:
    """Write down a notification's latency, as soon as it was both sent and received.

    The two are told by different connections, and the event can overtake the answer to the
    request that caused it; it took no time then, as far as can be seen from outside.
    """
    sent_s, notified_s = row["sent_s"], row["notified_s"]
    if sent_s is None or notified_s is None or row["latency_s"] is not None:
        return
    latency_s = max(notified_s - sent_s, 0.0)
    row.set(latency_s=latency_s)
    context.display("WebSocket", "notification", latency_s, None)
