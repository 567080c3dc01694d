"""Figures of what goes on, and what is deployed."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from loadtest.deployment.dispatch.config import DispatchConfig, fingerprint
from tests.loadtest.deployment.dispatch.bench import START_S, Bench, make_config


def test_the_summary_counts_what_happened(bench: Bench) -> None:
    bench.event("a", "arrived", number="1")
    bench.event("a", "abandoned", number="1", at=START_S + 30)
    bench.event("b", "blocked", number="2", at=START_S + 3600)
    bench.event("c", "arrived", number="3", at=START_S + 3600)
    incident = bench.incident("fire", "ambulance")
    bench.incident("police", kind="theft")
    bench.do("fire", "POST", "/api/notifications/1/refuse", {"reason": "no_crew"})
    bench.do("ct1", "POST", "/api/calls/4/close", {"disposition": "emergency"})
    bench.do("ct1", "POST", f"/api/incidents/{incident['id']}/close", {"disposition": "done"})

    summary = bench.do("boss", "GET", "/api/monitoring/summary")

    assert summary["calls"] == 5
    assert summary["calls_by_state"] == {"abandoned": 1, "answered": 2, "arrived": 1, "blocked": 1}
    assert summary["calls_by_disposition"] == {"emergency": 1}
    assert (summary["answered"], summary["abandoned"], summary["blocked"]) == (2, 1, 1)
    assert (summary["incidents_open"], summary["incidents_closed"]) == (1, 1)
    assert summary["incidents_by_kind"] == {"fire": 1, "theft": 1}
    assert summary["escalations"] == 1
    assert summary["notifications_by_state"] == {"no_crew": 1, "to_phone": 1, "withdrawn": 1}
    assert summary["units_by_status"] == {"available": 3}
    assert summary["call_takers_by_state"] == {"off": 2}
    hours = [(h["start"], h["calls"], h["incidents"]) for h in summary["per_hour"]]
    assert hours == [("2023-11-14T22:00:00Z", 3, 2), ("2023-11-14T23:00:00Z", 2, 0)]


def test_health_and_version_need_no_login(bench: Bench) -> None:
    assert bench.do(None, "GET", "/health") == {"status": "ok", "database": "ok"}
    version = bench.do(None, "GET", "/version")
    assert version["fingerprint"] == fingerprint(bench.config)


def _changed(config: DispatchConfig, **changes: object) -> str:
    return fingerprint(config.model_copy(update=changes))


def test_the_fingerprint_sees_what_is_deployed_and_not_what_passes(tmp_path: Path) -> None:
    config = make_config(tmp_path)
    users = tuple(u.model_copy(update={"password": SecretStr("new")}) for u in config.users)

    same = fingerprint(config)
    assert _changed(config, users=users) == same
    assert _changed(config, port=9, work_folder="other", cti_key=SecretStr("x" * 9)) == same
    assert _changed(config, dispatchers=True) != same
    assert _changed(config, units=config.units[:1]) != same
    assert _changed(config, users=users[:1]) != same
