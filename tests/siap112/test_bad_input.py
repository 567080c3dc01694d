"""What bad input gets from the command line: code 2, one clear message, no traceback."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scenarios.text import in_language
from siap112.main import run
from tests.loadtest.driver.brisk import brisk_file
from tests.small_scenario import small_scenario_toml

WHOLE = small_scenario_toml()
POSTS = '[[agencies.ambulans.posts]]\nname = "PSC 119"\nlat = 0.12\nlon = 117.48\nunits = 3\n'


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Say = Callable[..., Said]


@pytest.fixture
def say(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Say]:
    """Return a function that runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIAP112_LANG", raising=False)

    def said(*words: str) -> Said:
        with in_language("id"):
            code = run(words)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err + captured.out
        return Said(code, captured.out, captured.err)

    yield said


def refused(said: Said) -> str:
    """Hold what was said to be a refusal; return the message."""
    assert said.code == 2, said
    assert said.out == ""
    assert 1 <= len(said.err.strip().splitlines()) <= 3, said.err
    return said.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[place]", "[place", "is not TOML"),
        ("priority = 1", "priorty = 1", "did you mean priority?"),
        ("per_day = 4", "per_day = -4", "-4 is negative"),
        ('length = "8 jam"', 'length = "-8 jam"', "ends before it starts"),
        (POSTS, "", "the agency has no units"),
        (
            'needs = [{ agencies = ["ambulans", "damkar"] }]',
            "needs = []",
            "nobody handles this incident type",
        ),
        ("share = 0.6", "share = 0.5", "sum to 0.9"),
        ('regions = ["64.74"]', 'regions = ["99.99"]', '"99.99" is not the code of a region'),
    ],
    ids=["broken", "unknown key", "negative", "shift", "no units", "nobody", "weights", "region"],
)
@pytest.mark.parametrize("command", ["simulate", "ready", "loadtest"])
def test_a_scenario_that_is_wrong(
    say: Say, tmp_path: Path, command: str, old: str, new: str, says: str
) -> None:
    file = tmp_path / "salah.toml"
    assert old in WHOLE
    file.write_text(WHOLE.replace(old, new, 1))

    message = refused(say(command, str(file), "--out", "run", "--lang", "en"))

    assert says in message and "salah.toml" in message
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ready", "surabay"), "did you mean surabaya?"),
        (("ready", "tiada.toml"), "tiada.toml"),
        (("simulate", "surabaya", "--with", "gempaa"), "did you mean gempa?"),
        (("simulate", "surabaya", "--set", "demand.wrk.talk.mean=x2"), "did you mean"),
        (("simulate", "surabaya", "--set", "nothing"), "--set"),
        (("ready", "surabaya", "--calls", "59"), "expected at least 60"),
        (("simulate", "surabaya", "--engine", "twim"), "twim is not one of its words; did you"),
        (("simulate", "surabaya", "--engine", "x"), "expected one of twin, simpy"),
        (("new", "Kota Malang", "--targets", "nasional"), "did you mean national?"),
        (("loadtest", "surabaya", "--calls", "x"), "expected a whole number from 1 to 100000"),
        (("loadtest", "surabaya", "--calls", "0"), "0 does not fit"),
        (("loadtest", "surabaya", "--speed", "0"), "--speed: 0 does not fit"),
        (("loadtest", "surabaya", "--gap", "soon"), "--gap"),
        (("loadtest", "surabaya", "--gap", "0s"), "--gap: is not above 0"),
        (("loadtest", "surabaya", "--gap=-1s"), "--gap: is not above 0"),
        (("loadtest", "surabaya", "--follow", "0s"), "--follow: is not above 0"),
        (("loadtest", "surabaya", "--broken", "loses-cal"), "did you mean loses-call?"),
        (("loadtest", "surabaya", "--broken", "x", "--deployment", "p"), "leave --deployment out"),
        (("loadtest", "surabaya", "--deployment", "tiada.toml"), "tiada.toml: cannot be read"),
        (("loadtest", "surabaya", "--sped", "1"), "did you mean --speed?"),
        (("loadtest", "surabaya", "surabaya"), "too many words: surabaya"),
        (("loadtest",), "REGION is missing"),
        (("laodtest", "surabaya"), "did you mean loadtest?"),
        (("loadtest", "surabaya", "--out"), "--out"),
        (("simulate", "surabaya", "--out", ""), "--out: is empty; write a folder"),
        (("simulate", "gempa"), "--with gempa"),
        (("report", "tiada"), "is not a folder"),
        (("deployment", "upp"), "did you mean up?"),
        (("deployment", "up", "surabaya", "--sip-port", "99999"), "from 0 to 65535"),
    ],
)
def test_words_that_are_wrong(say: Say, words: tuple[str, ...], says: str) -> None:
    lang = () if words[-1] == "--out" else ("--lang", "en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIAP112_LANG", "en")
        message = refused(say(*words, *(() if words[:1] == ("deployment",) else lang)))

    assert says in message


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("redy",), "redy bukan perintah; maksudnya ready?"),
        (("ready",), "REGION belum ditulis"),
        (("ready", "surabaya", "--nop"), "--nop bukan opsi di sini"),
        (("ready", "surabaya", "--calls", "x"), "seharusnya bilangan bulat dari 1 sampai 100000"),
        (("ready", "surabaya", "--engine", "x"), "--engine: x bukan salah satu pilihannya"),
        (("ready", "surabaya", "x"), "terlalu banyak kata: x"),
        (
            ("new", "Kota Malang", "--targets", "x"),
            "--targets: x bukan salah satu pilihannya; seharusnya salah satu dari national",
        ),
        (("ready", "surabaya", "--json=3"), "--json: tidak memakai nilai"),
        (("loadtest", "surabaya", "--gap", "0s"), "--gap: tidak di atas 0"),
        (("schema", "--out", "kota.toml"), "--out kota.toml: berakhiran seperti berkas skenario"),
    ],
)
def test_wrong_words_are_told_in_indonesian(say: Say, words: tuple[str, ...], says: str) -> None:
    message = refused(say(*words))

    assert says in message
    for english in ("No such", "Missing", "Invalid", "Got unexpected", "should be"):
        assert english not in message


def test_a_language_that_is_not_spoken_here(say: Say) -> None:
    assert "--lang: fr" in refused(say("regions", "--lang", "fr"))


def test_the_language_of_the_environment_is_refused_by_its_name_and_else_used(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIAP112_LANG", "fr")
    assert refused(say("regions")).startswith("SIAP112_LANG: fr bukan bahasa")

    monkeypatch.setenv("SIAP112_LANG", "en")
    assert refused(say("regions", "--lang", "fr")).startswith("--lang: fr is not a language")


def test_a_group_of_commands_is_helped_in_either_language(say: Say) -> None:
    said = say("deployment", "--lang", "en", "--help")

    assert said.code == 0 and "The reference deployment" in said.out


@pytest.mark.parametrize("command", ["simulate", "loadtest"])
def test_a_folder_that_cannot_be_written(say: Say, tmp_path: Path, command: str) -> None:
    file = brisk_file(tmp_path)
    (tmp_path / "file").write_text("no folder")

    message = refused(say(command, str(file), "--out", "file/run", "--lang", "en", "--quiet"))

    assert "file/run: cannot be written" in message and "--out" in message


@pytest.fixture
def may_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the folder `shut` closed to whoever runs this, be it the superuser."""
    look = os.stat

    def stat(path: Any, *arguments: Any, **keywords: Any) -> os.stat_result:
        if not isinstance(path, int) and "shut" in Path(os.fsdecode(path)).parts:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return look(path, *arguments, **keywords)

    monkeypatch.setattr(os, "stat", stat)


@pytest.mark.usefixtures("may_not_look")
@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "kota.toml", "--out", "shut/run"),
        ("ready", "kota.toml", "--out", "shut/run"),
        ("loadtest", "kota.toml", "--out", "shut/run"),
        ("report", "shut/run"),
        ("compare", "shut/run"),
    ],
)
def test_a_folder_that_one_may_not_look_into(
    say: Say, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "kota.toml").write_text(WHOLE)

    message = refused(say(*words, "--lang", "en"))

    assert message == (
        "shut/run: cannot be looked into (Permission denied); choose another folder\n"
    )


@pytest.mark.parametrize("out", [".", "/dev/null"])
def test_a_report_does_not_take_the_place_of_a_folder_or_a_device(
    say: Say, tmp_path: Path, out: str
) -> None:
    (tmp_path / "kota.toml").write_text(WHOLE)
    words = ("--ranges", "none", "--engine", "simpy", "--workers", "1", "--quiet")
    assert say("simulate", "kota.toml", "--out", "run", *words).code in (0, 1, 3)

    message = refused(say("report", "run", "--out", out, "--lang", "en"))

    assert message == f"{out}: is a folder or a device, not a file; give another file with --out\n"


@pytest.mark.parametrize("command", ["simulate", "loadtest"])
def test_a_folder_that_holds_a_run(say: Say, tmp_path: Path, command: str) -> None:
    file = brisk_file(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text("{}")

    message = refused(say(command, str(file), "--out", "run", "--lang", "en", "--quiet"))

    assert "run: holds a run already" in message
    assert (tmp_path / "run" / "manifest.json").read_text() == "{}"


@pytest.mark.parametrize(
    ("option", "kind"),
    [("--sip-port", socket.SOCK_DGRAM), ("--api-port", socket.SOCK_STREAM)],
)
def test_a_port_in_use(say: Say, tmp_path: Path, option: str, kind: socket.SocketKind) -> None:
    file = brisk_file(tmp_path)
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        port = taken.getsockname()[1]

        said = say("deployment", "up", str(file), option, str(port), "--folder", "up")
        told = say("deployment", "up", str(file), option, str(port), "--folder", "up", "--lang=en")

    assert said.code == told.code == 2, said
    assert str(port) in said.err
    # the deployment's own process speaks the language that was asked for
    assert "pilih port lain" in said.err
    assert "choose another port" in told.err


def test_a_speed_beyond_what_can_be_used_names_one_that_can(say: Say, tmp_path: Path) -> None:
    file = brisk_file(tmp_path)

    message = refused(say("loadtest", str(file), "--speed", "500", "--out", "run", "--lang", "en"))

    assert "speed 500 is too fast" in message
    greatest = float(message.split("greatest usable speed is ")[1].split()[0])
    assert 1 < greatest < 40
    assert not (tmp_path / "run").exists(), "refused before anything is begun"


def test_a_deployment_that_is_not_on_this_machine(say: Say, tmp_path: Path) -> None:
    file = brisk_file(tmp_path)
    profile = tmp_path / "nyata.toml"
    profile.write_text(
        'name = "p"\nversion = "1"\nfingerprint = "f"\n'
        '[sip]\nhost = "203.0.113.7"\nport = 5060\n'
        '[api]\nbase_url = "http://127.0.0.1:1"\nws_url = "ws://127.0.0.1:1/ws"\n'
    )

    message = refused(
        say("loadtest", str(file), "--deployment", str(profile), "--out", "run", "--lang", "en")
    )

    assert "203.0.113.7" in message and "loopback" in message
    assert not (tmp_path / "run").exists()


def test_check_says_all_problems_at_once_also_to_machines(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "salah.toml"
    file.write_text(
        WHOLE.replace("priority = 1", "priorty = 1").replace("per_day = 4", "per_day = -4")
    )

    said = say("check", str(file), "--json", "--lang", "en")

    assert said.code == 2
    found = json.loads(said.out)
    assert found["ok"] is False
    assert {p["path"] for p in found["problems"]} >= {
        "demand.incidents.kebakaran.priorty",
        "demand.incidents.kebakaran.rate.per_day",
    }
