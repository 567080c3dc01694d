"""Nothing but loopback may be reached, and the message says so."""

from __future__ import annotations

import pytest

from loadtest import safety
from loadtest.safety import TargetRefused, is_emergency_number, require_allowed
from scenarios.text import in_language


@pytest.mark.parametrize("host", ["127.0.0.1", "127.255.1.2", "::1", "[::1]"])
def test_loopback_addresses_are_allowed_as_they_are(host):
    assert require_allowed(host, 5060, "test") == host.strip("[]")


def test_localhost_is_allowed_and_comes_back_as_an_address():
    assert require_allowed("localhost", 5060, "test") in ("127.0.0.1", "::1")


@pytest.mark.parametrize("found", [["203.0.113.5"], ["127.0.0.1", "203.0.113.5"], []])
def test_localhost_that_leads_elsewhere_is_refused(monkeypatch, found):
    monkeypatch.setattr(safety, "_addresses_of_localhost", lambda: found)
    with pytest.raises(TargetRefused, match="localhost"):
        require_allowed("localhost", 5060, "test")


@pytest.mark.parametrize(
    "host",
    [
        "203.0.113.5",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::",
        "fe80::1",
        "::1%lo",
        "::ffff:203.0.113.5",
        "::ffff:127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0127.0.0.1",
        "127.0.0.1.example.com",
        "localhost.example.com",
        "localhost.",
        "siap.example",
        "",
        " 127.0.0.1",
        "127.0.0.1\n",
    ],
)
def test_everything_else_is_refused_without_being_looked_up(host, monkeypatch):
    monkeypatch.setattr(safety, "_addresses_of_localhost", lambda: pytest.fail("looked up"))
    with in_language("en"), pytest.raises(TargetRefused) as refusal:
        require_allowed(host, 5060, "Contact of the 200")
    for part in (
        "Contact of the 200",
        f"{host.strip('[]')}:5060",
        "127.0.0.0/8",
        "deployment profile",
    ):
        assert part in str(refusal.value)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(TargetRefused, match=str(port)):
        require_allowed("127.0.0.1", port, "test")


@pytest.mark.parametrize("number", sorted(safety.EMERGENCY_NUMBERS))
def test_emergency_numbers_are_named_when_refused_and_dialled_on_loopback(number):
    assert require_allowed("127.0.0.1", 5060, "test", number=number) == "127.0.0.1"
    with in_language("en"), pytest.raises(TargetRefused, match=f"emergency number {number}"):
        require_allowed("203.0.113.5", 5060, "test", number=number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("112", True),
        ("+62112", True),
        ("0112", True),
        ("1-1-2", True),
        ("+62 110", True),
        ("1120", False),
        ("08990000112", False),
        ("", False),
        ("anonymous", False),
    ],
)
def test_which_numbers_ring_an_emergency_service(number, expected):
    assert is_emergency_number(number) is expected
