"""Every file on the page about scenarios loads as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.loading import load_scenario
from scenarios.shipped import shipped_names

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
BLOCKS = dict(re.findall(r"```toml\n# ([a-z-]+\.toml): (?s:(.*?))\n```", PAGE.read_text("utf-8")))


def is_situation(text: str) -> bool:
    return "\nextends = " not in text


def test_every_block_of_toml_bears_the_name_of_its_file() -> None:
    assert len(BLOCKS) == PAGE.read_text("utf-8").count("```toml") > 0


@pytest.mark.parametrize("name", BLOCKS)
def test_a_file_on_the_page_loads(name: str, tmp_path: Path) -> None:
    text = f"# {BLOCKS[name]}\n"
    (tmp_path / name).write_text(text, encoding="utf-8")

    if is_situation(text):
        loaded = load_scenario("bontang", situations=[str(tmp_path / name)])

        assert list(loaded.scenario.situations) == [Path(name).stem]
    else:
        loaded = load_scenario(tmp_path / name)

        assert loaded.scenario.name == Path(name).stem


@pytest.mark.parametrize("sort", ["region", "situation"])
def test_the_page_names_all_that_is_shipped(sort: str) -> None:
    text = PAGE.read_text("utf-8")
    assert sort in ("region", "situation")

    for name in shipped_names("region" if sort == "region" else "situation"):
        assert f"`{name}`" in text
