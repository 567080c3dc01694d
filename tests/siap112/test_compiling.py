"""Compiling is said where it takes long, and what is said is true of the machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scenarios.text import in_language
from siap112.compiling import compile_twin
from sim.twin import compiled


@dataclass
class Heard:
    """Stands for a screen; keeps the notes."""

    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.notes.append(text)


def said(
    monkeypatch: pytest.MonkeyPatch, *, there: bool, folder: Path | None, engine: str = "twin"
) -> tuple[list[str], int]:
    """Return what is said, and how often it is compiled (or loaded)."""
    times: list[int] = []
    monkeypatch.setattr(compiled, "is_compiled", lambda: there)
    monkeypatch.setattr(compiled, "cache_folder", lambda: folder)
    monkeypatch.setattr(compiled, "compile_now", lambda: times.append(1))
    screen: Any = Heard()
    asked: Any = SimpleNamespace(engine=engine)
    with in_language("en"):
        compile_twin(asked, screen)
    return screen.notes, len(times)


def test_the_first_time_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    notes, times = said(monkeypatch, there=False, folder=tmp_path)

    assert len(notes) == times == 1
    assert "once, some 20 seconds" in notes[0]


def test_where_nothing_can_be_kept_once_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    notes, times = said(monkeypatch, there=False, folder=None)

    assert len(notes) == times == 1
    assert "each command does it again" in notes[0] and "once" not in notes[0]


def test_what_is_there_is_loaded_without_a_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert said(monkeypatch, there=True, folder=tmp_path) == ([], 1)


def test_the_reference_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, there=False, folder=None, engine="simpy") == ([], 0)
