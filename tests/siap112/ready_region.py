"""A small region that `siap112 ready` judges in seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.loadtest.driver.brisk import brisk_file

TARGETS: dict[str, Any] = {
    "dijawab": {
        "label": {"id": "Dijawab dalam 10 detik", "en": "Answered within 10 s"},
        "measure": "service_level",
        "within": "10s",
        "at_least": 0.5,
    },
    "hilang": {
        "label": {"id": "Panggilan hilang", "en": "Lost calls"},
        "measure": "lost_calls",
        "at_most": 0.2,
        "evidence": "load_test",
    },
    "diberitahu": {
        "label": {"id": "Diberitahu", "en": "Notified"},
        "measure": "notification_delay",
        "within": "10s",
        "at_least": 0.5,
        "evidence": "both",
    },
}


def ready_region(folder: Path) -> Path:
    """Write the region's file, and return where it is."""
    return brisk_file(
        folder,
        targets=TARGETS,
        call_takers__staffing={"people": 14},
        callers__patience={"distribution": "weibull", "mean": "90s", "cv": 1.0},
        lines__trunks__telkom={"label": "Telkom", "channels": 40, "share": 1.0},
        lines__trunks__seluler=None,
        agencies__damkar__desk={"staffing": {"people": 4}, "acknowledge": "4s"},
        technology__ring={"value": "20 ms", "assumption": "a guess", "range": ["10 ms", "9s"]},
        run={"start_day": "Mon", "length": "1 hari", "weeks_at_least": 8, "weeks_at_most": 16},
    )
