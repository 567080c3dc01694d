"""What is remembered of finished transactions, and for how long."""

from __future__ import annotations

from loadtest.sip.echo import Echo
from tests.loadtest.sip.network import VirtualTime

HERE = ("127.0.0.1", 5060)


def test_a_thing_is_found_until_it_lapses_and_dropped_as_others_come():
    time = VirtualTime()
    echo = Echo(time)
    echo.keep(("a",), 5.0, b"one", HERE)
    echo.keep(("b",), 32.0, b"", HERE)
    time.run(4.9)
    assert echo.find(("a",)) == (b"one", HERE)
    time.run(5.0)
    assert echo.find(("a",)) is None
    assert echo.find(("b",)) == (b"", HERE)
    assert echo.find(("c",)) is None
    echo.keep(("c",), 1.0, b"", HERE)

    assert len(echo) == 2


def test_what_is_kept_again_lives_from_the_last_time():
    time = VirtualTime()
    echo = Echo(time)
    echo.keep(("a",), 5.0, b"one", HERE)
    time.run(4.0)
    echo.keep(("a",), 5.0, b"two", HERE)
    time.run(6.0)
    echo.keep(("b",), 5.0, b"", HERE)

    assert echo.find(("a",)) == (b"two", HERE)
    echo.clear()
    assert len(echo) == 0
