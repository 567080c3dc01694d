"""What the configuration takes, and what it says to what it does not take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadtest.deployment.acd.config import AcdConfig, ConfigError, load_config
from loadtest.deployment.acd.loopback import loopback_ipv4
from scenarios.text import in_language

LEAST = {"trunk_groups": {"x": 1}, "extensions": {"101": "pw"}, "cti_key": "12345678"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def read(folder: Path, **settings: object) -> AcdConfig:
    path = folder / "acd.json"
    path.write_text(json.dumps({**LEAST, **settings}), encoding="utf-8")
    return load_config(path)


def test_json_and_toml_say_the_same(tmp_path: Path) -> None:
    toml = tmp_path / "acd.toml"
    toml.write_text(
        'cti_key = "12345678"\n[trunk_groups]\nx = 1\n[extensions]\n"101" = "pw"\n'
        '[[broken]]\nmode = "answers_late"\n[[broken]]\nmode = "loses_call"\nevery = 4\n'
        '[[broken]]\nmode = "mutes_call"\nevery = 5\n',
        encoding="utf-8",
    )

    broken = [{"mode": "answers_late"}, {"mode": "loses_call", "every": 4}]
    broken += [{"mode": "mutes_call", "every": 5}]
    config = load_config(toml)

    assert config == read(tmp_path, broken=broken)
    assert (config.offer_delay_s, config.loses_every, config.mutes_every) == (3.0, 4, 5)


def test_a_sound_centre_is_not_broken(tmp_path: Path) -> None:
    config = read(tmp_path)

    assert (config.offer_delay_s, config.loses_every, config.mutes_every) == (0.0, None, None)
    assert config.group_for_others is None


def test_the_group_named_default_is_the_default(tmp_path: Path) -> None:
    assert read(tmp_path, trunk_groups={"default": 1, "x": 2}).group_for_others == "default"


@pytest.mark.parametrize(
    ("settings", "where", "what"),
    [
        ({"sip_host": "0.0.0.0"}, "sip_host", "not this machine"),
        ({"sip_host": "192.0.2.1"}, "sip_host", "not this machine"),
        ({"cti_url": "http://example.com:80"}, "cti_url", "not this machine"),
        ({"cti_url": "http://127.0.0.1"}, "cti_url", "port"),
        ({"cti_key": "short"}, "cti_key", "8"),
        ({"trunk_groups": {}}, "trunk_groups", "1"),
        ({"trunk_groups": {"x": -1}}, "trunk_groups.x", "0"),
        ({"channel_steps": {"y": [[0, 1]]}}, "channel_steps", "some of x"),
        ({"channel_steps": {"x": [[1, 1], [1, 0]]}}, "channel_steps.x", "ascend"),
        ({"channel_steps": {"x": [[0, -1]]}}, "channel_steps.x", "0"),
        ({"default_group": "y"}, "default_group", "one of x"),
        ({"extensions": {"alice": "pw"}}, "extensions.alice", "pattern"),
        ({"answer": "never"}, "answer", "call_taker"),
        ({"announcement_s": "5"}, "announcement_s", "number"),
        ({"announcement_s": -1}, "announcement_s", "0"),
        ({"rtp_first_port": 30000}, "rtp_last_port", "30004"),
        ({"broken": [{"mode": "explodes"}]}, "broken[0]", "answers_late"),
        ({"broken": [{"mode": "loses_call"}] * 2}, "broken", "twice"),
        ({"sip_prot": 5060}, "sip_prot", "is not a known key; did you mean sip_port"),
    ],
)
def test_each_error_says_where_and_what(
    tmp_path: Path, settings: dict[str, object], where: str, what: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, **settings)

    message = str(caught.value)
    assert message.startswith(str(tmp_path / "acd.json"))
    assert where in message
    assert what in message


def test_all_errors_come_at_once_and_no_password_with_them(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, answer="never", sip_port=-1, extensions={"x": "geheim"}, cti_key="secret")

    assert len(str(caught.value).splitlines()) == 4
    assert "geheim" not in str(caught.value) and "secret" not in str(caught.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("= 3", encoding="utf-8")
    for name in ("missing.json", "broken.toml"):
        with pytest.raises(ConfigError, match=name):
            load_config(tmp_path / name)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "127.0.0.1"),
        ("127.8.9.1", "127.8.9.1"),
        ("128.0.0.1", None),
        ("0.0.0.0", None),
        ("127.0.0.1.example.com", None),
        ("0x7f.1", None),
        ("::1", None),
        ("", None),
    ],
)
def test_loopback_is_told_from_anything_else(host: str, address: str | None) -> None:
    assert loopback_ipv4(host) == address
