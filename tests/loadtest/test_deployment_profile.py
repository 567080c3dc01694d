"""Deployment profiles: what they hold, what is wrong with them, what is kept secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest.deployment_profile import (
    DeploymentProfile,
    Numbers,
    ProfileError,
    describe,
    load_profile,
    save_profile,
)
from scenarios.text import in_language

GOOD = """
name = "Command Center"
version = "2.1"
fingerprint = "abc"

[sip]
host = "127.0.0.1"
port = 5060
answer = "call_taker"

[api]
base_url = "http://127.0.0.1:8000/"
ws_url = "ws://localhost:8000/ws"

[[accounts.call_takers]]
username = "ct1"
password = "rahasia-1"
extension = "1001"
sip_password = "env:SIP_1001"

[[accounts.agencies.damkar]]
username = "damkar"
password = "env:DAMKAR"
"""


def _load(folder: Path, text: str) -> DeploymentProfile:
    path = folder / "profile.toml"
    path.write_text(text)
    return load_profile(path)


def test_a_profile_survives_being_written(tmp_path: Path) -> None:
    profile = _load(tmp_path, GOOD)
    save_profile(profile, tmp_path / "copy.toml")

    assert load_profile(tmp_path / "copy.toml") == profile
    assert profile.is_reference is False
    assert profile.api.base_url == "http://127.0.0.1:8000"


def test_a_written_profile_is_its_owners_alone(tmp_path: Path) -> None:
    save_profile(_load(tmp_path, GOOD), tmp_path / "copy.toml")

    assert stat.S_IMODE((tmp_path / "copy.toml").stat().st_mode) == 0o600


def test_passwords_may_stand_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIP_1001", "from-outside")
    monkeypatch.delenv("DAMKAR", raising=False)
    accounts = _load(tmp_path, GOOD).accounts

    assert accounts.call_takers[0].reveal() == "rahasia-1"
    assert accounts.call_takers[0].reveal_sip() == "from-outside"
    with pytest.raises(ProfileError, match=r"damkar.*DAMKAR"):
        accounts.agencies["damkar"][0].reveal()


def test_a_report_learns_no_secret(tmp_path: Path) -> None:
    profile = _load(tmp_path, GOOD)
    told = repr(profile) + repr(describe(profile))

    assert "Command Center" in told
    assert "rahasia-1" not in told


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('host = "127.0.0.1"', 'host = "192.0.2.7"', "sip.host: '192.0.2.7'"),
        ("http://127.0.0.1:8000/", "http://112.example:8000", "api.base_url"),
        ("ws://localhost:8000/ws", "ws://localhost/ws", "api.ws_url"),
        ("port = 5060", 'port = "5060"', "sip.port: '5060'"),
        ("port = 5060", "port = 0", "sip.port: 0"),
        ("[sip]", "[spi]", "spi"),
        ('answer = "call_taker"', 'answer = "nobody"', "sip.answer: 'nobody'"),
        ('extension = "1001"', "", "accounts.call_takers[0].extension"),
        ('name = "Command Center"', "", "name"),
        ('version = "2.1"', "version = 2.1", "version: 2.1"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, where: str
) -> None:
    assert old in GOOD
    with pytest.raises(ProfileError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))

    assert f"profile.toml: {where}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("port = 5060", "prt = 5060", "sip.prt: bukan kunci yang dikenal; maksudnya port?"),
        ("port = 5060", 'port = "9"', "sip.port: '9' bukan bilangan bulat; tulis bilangan bulat"),
        ("port = 5060", "port = 99999", "sip.port: 99999 terlalu besar; tulis 65535 atau kurang"),
        ('extension = "1001"', 'extnsion = "1001"', "maksudnya extension?"),
        (
            '"call_taker"',
            '"cal_taker"',
            "sip.answer: 'cal_taker' bukan salah satu pilihan",
        ),
        ("http://127.0.0.1:8000/", "http://[::1", "bukan alamat dengan port"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:99999999", "bukan alamat dengan port"),
    ],
)
def test_it_is_said_in_the_readers_language_with_what_to_do(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    with in_language("id"), pytest.raises(ProfileError) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))

    said = str(caught.value)
    assert says in said
    assert not any(word in said for word in ("Input", "should", "valid", "Invalid"))


def test_all_errors_are_said_at_once_and_no_password_is_repeated(tmp_path: Path) -> None:
    bad = GOOD.replace('"rahasia-1"', "12345").replace("port = 5060", "port = -1")
    with pytest.raises(ProfileError) as caught:
        _load(tmp_path, bad)

    assert len(str(caught.value).splitlines()) == 2
    assert "12345" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"name = ", b"\xff\xfe"])
def test_a_file_that_is_no_profile_says_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "p.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProfileError, match=r"p\.toml"):
        load_profile(path)


def test_an_extension_is_one_call_takers(tmp_path: Path) -> None:
    taker = GOOD[GOOD.index("[[accounts.call_takers]]") : GOOD.index("[[accounts.agencies")]
    with pytest.raises(ProfileError, match="1001"):
        _load(tmp_path, GOOD + taker)


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_callers_have_numbers_of_their_own_in_every_notation(one: int, other: int) -> None:
    numbers = Numbers()
    national = numbers.number(one)

    assert len(national) == numbers.length
    assert numbers.key("+62" + national[1:]) == numbers.key(national)
    assert (numbers.key(national) == numbers.key(numbers.number(other))) == (one == other)


@pytest.mark.parametrize(
    ("length", "match"),
    [(4, 4), (13, 8), (13, 14)],
)
def test_a_range_in_which_callers_look_alike_is_refused(length: int, match: int) -> None:
    with pytest.raises(ValueError, match=r"prefix|look alike"):
        Numbers(prefix="0899", length=length, match_last_digits=match)
