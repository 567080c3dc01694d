"""Messages are asserted in English, the language of the code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from scenarios.loading import LoadedScenario, load_scenario
from scenarios.problems import ScenarioError
from scenarios.text import in_language
from tests.small_scenario import small_scenario_toml


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


class Files:
    """A folder of scenario files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, text: str, name: str = "kota.toml") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def small(self, *changes: tuple[str, str], name: str = "kota.toml") -> Path:
        """Write the small scenario with pieces of its text replaced."""
        text = small_scenario_toml()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        return self.write(text, name)

    def load(self, *changes: tuple[str, str], settings: Sequence[str] = ()) -> LoadedScenario:
        return load_scenario(self.small(*changes), settings=settings)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Return a folder of files, which is the working folder, so that messages name files alone."""
    monkeypatch.chdir(tmp_path)
    return Files(tmp_path)


@pytest.fixture
def complaints(files: Files) -> Callable[..., list[str]]:
    """Load the small scenario with changes, and return the lines said about it."""

    def said(*changes: tuple[str, str], settings: Sequence[str] = ()) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(files.small(*changes), settings=settings)
        return str(caught.value).splitlines()

    return said
