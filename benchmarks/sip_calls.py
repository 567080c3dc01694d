"""How many calls the SIP user agent can carry in one process, and how punctual its audio is.

Run from the project's folder, on a machine that does nothing else::

    python -m benchmarks.sip_calls
    python -m benchmarks.sip_calls --seconds 5 --audio 100 1000

Our own callers call our own call-taker lines over two loopback sockets. Both ends are in this
process, so a call here costs both halves of a real one.
"""

from __future__ import annotations

import argparse
import time

import gevent

from loadtest.sip.call_plan import CallEvent
from loadtest.sip.call_taker_line import CallTakerLine
from loadtest.sip.caller import Caller
from loadtest.sip.endpoint import Endpoint
from loadtest.sip.incoming_call import IncomingCall
from loadtest.sip.media import Audio
from loadtest.sip.outgoing_call import OutgoingCall
from loadtest.sip.pacer import Lateness, MediaPacer

_UNUSED_PORT = 9  # no registrar is asked


def _lines(endpoint: Endpoint, count: int, audio: Audio | None) -> list[str]:
    def answer(call: IncomingCall) -> None:
        call.answer()

    return [
        CallTakerLine(
            endpoint, f"9{n:05}", "127.0.0.1", _UNUSED_PORT, on_offer=answer, audio=audio
        ).extension
        for n in range(count)
    ]


def calls_per_s(seconds: float, at_once: int) -> tuple[float, float, int]:
    """Return calls per second, processor seconds per call and failures, in a closed loop.

    Each of `at_once` callers places its next call as soon as its last one has ended.
    """
    callers, takers = Endpoint(), Endpoint()
    extensions = _lines(takers, at_once, None)
    caller = Caller(callers, *takers.address)
    done = failed = 0
    stop_s = time.monotonic() + seconds

    def next_step(call: OutgoingCall, event: CallEvent) -> None:
        nonlocal done, failed
        if event is CallEvent.CONNECTED:
            call.hang_up()
        elif event is CallEvent.ENDED:
            done += 1
            failed += call.record.failure is not None
            if time.monotonic() < stop_s:
                caller.place(call.record.from_number, call.record.to_number, on_event=next_step)

    started_s, busy_s = time.monotonic(), time.process_time()
    for n, extension in enumerate(extensions):
        caller.place(f"0899{n:06}", extension, on_event=next_step)
    gevent.sleep(seconds)
    took_s, used_s = time.monotonic() - started_s, time.process_time() - busy_s
    callers.close()
    takers.close()
    return done / took_s, used_s / max(done, 1), failed


def audio_lateness(seconds: float, calls_at_once: int) -> str:
    """Return a line on `calls_at_once` calls, each with audio both ways and both ends here."""
    pacer = MediaPacer()
    audio = Audio(pacer, time.monotonic)
    callers, takers = Endpoint(), Endpoint()
    caller = Caller(callers, *takers.address, audio=audio)
    calls = []
    for n, extension in enumerate(_lines(takers, calls_at_once, audio)):
        calls.append(caller.place(f"0899{n:06}", extension))
        if n % 10 == 9:
            gevent.sleep(0.01)
    connected = sum(call.wait_connected(10.0) for call in calls)
    late = pacer.lateness = Lateness()  # placing the calls is another matter
    started_s, busy_s = time.monotonic(), time.process_time()
    gevent.sleep(seconds)
    took_s, used_s = time.monotonic() - started_s, time.process_time() - busy_s
    ticks, pacer.lateness = late.count, Lateness()
    for call in calls:
        call.hang_up()
    for call in calls:
        call.ended.wait(10.0)
    reports = [call.record.media for call in calls if call.record.media is not None]
    expected = sum(report.expected for report in reports)
    lost = sum(report.lost for report in reports)
    jitter_s = sorted(report.jitter_s for report in reports)
    failed = sum(call.record.failure is not None for call in calls)
    callers.close()
    takers.close()
    pacer.close()
    return (
        f"{connected:6d} {2 * connected * 50:10d} {used_s / took_s:8.2f} "
        f"{late.quantile_s(0.5) * 1e3:8.1f} {late.quantile_s(0.99) * 1e3:8.1f} "
        f"{late.worst_s * 1e3:8.1f} {lost / max(expected, 1):9.5f} "
        f"{jitter_s[len(jitter_s) // 2] * 1e3:8.2f} {failed:7d} {ticks / took_s / 200:7.3f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each measurement")
    parser.add_argument("--at-once", type=int, default=50, help="callers in the closed loop")
    parser.add_argument("--audio", type=int, nargs="*", default=[100, 300, 1000])
    options = parser.parse_args()

    rate, cost_s, failed = calls_per_s(options.seconds, options.at_once)
    print(f"closed loop, {options.at_once} callers, no audio, {options.seconds:g} s")
    print(
        f"  {rate:.0f} calls/s ({rate / 100:.1f} x the 100 calls/s aimed at), "
        f"{cost_s * 1e6:.0f} us of processor a call, {failed} failed"
    )
    print("audio both ways, lateness of the pacer's ticks in ms")
    print(
        f"{'calls':>6} {'packets/s':>10} {'cores':>8} {'p50':>8} {'p99':>8} {'worst':>8} "
        f"{'lost':>9} {'jitter':>8} {'failed':>7} {'pace':>7}"
    )
    for count in options.audio:
        print(audio_lateness(options.seconds, count))


if __name__ == "__main__":
    main()
