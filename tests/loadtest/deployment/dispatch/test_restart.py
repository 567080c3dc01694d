"""Everything is in the database: the application may end at any moment and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.loadtest.deployment.dispatch.bench import START_S, TIMEOUT_S, make_config, running


def _snapshot(bench: Any) -> dict[str, Any]:
    paths = ("calls", "incidents", "notifications", "units", "users")
    return {path: bench.do("boss", "GET", f"/api/{path}") for path in paths}


def test_a_restart_keeps_everything_tokens_too(tmp_path: Path) -> None:
    config = make_config(tmp_path, choice="deployment")
    with running(config) as bench:
        bench.incident("fire", reference="r")
        bench.do("fire", "POST", "/api/notifications/1/acknowledge")
        bench.do("fire", "PATCH", "/api/units/f2", {"status": "out_of_service"})
        bench.do("ct1", "PUT", "/api/me/state", {"state": "break"})
        bench.incident("fire")
        before = _snapshot(bench)
        token = bench.token("boss")
    with running(config) as bench:
        bench._tokens["boss"] = token
        after = _snapshot(bench)

    assert after == before


def test_a_time_out_that_fell_due_while_it_was_down_expires_at_its_return(tmp_path: Path) -> None:
    config = make_config(tmp_path)
    with running(config) as bench:
        incident = bench.incident("fire", "ambulance")
    with running(config, now_s=START_S + TIMEOUT_S) as bench:
        bench.advance(0)
        assert bench.notifications(incident["id"]) == [
            ("fire", "expired"),
            ("ambulance", "created"),
        ]


def test_sequence_numbers_go_on_and_the_log_is_kept(tmp_path: Path) -> None:
    config = make_config(tmp_path)
    with running(config) as bench:
        first = bench.incident("fire")["id"]
    with running(config) as bench:
        second = bench.incident("fire")["id"]
        with bench.listen("fire", after=0) as socket:
            messages = socket.rest()

    assert [m["data"]["incident"]["id"] for m in messages] == [first, second]
    assert [m["seq"] for m in messages] == [1, 2]


def test_new_settings_change_accounts_and_agencies_but_not_what_happened(tmp_path: Path) -> None:
    with running(make_config(tmp_path)) as bench:
        bench.do("fire", "PATCH", "/api/units/f1", {"lat": -7.9, "lon": 112.9})
    changed = make_config(tmp_path)
    units = tuple(u.model_copy(update={"callsign": "Merah"}) for u in changed.units)
    with running(changed.model_copy(update={"units": units})) as bench:
        unit = bench.do("boss", "GET", "/api/units?agency=fire")[0]

    assert (unit["callsign"], unit["lat"], unit["home_lat"]) == ("Merah", -7.9, -7.2)
