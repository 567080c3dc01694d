"""The examples of README and docs: every command runs and says what the page shows.

`siap112 ready` and the two commands of installing and testing take minutes: .ci/run runs them,
as they stand in the README.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from loadtest.process import DriverReport
from results.measures.catalogue import MEASURES
from results.measures.rows import MeasureRow
from results.overload.overload import Overload
from results.staff_needed import StaffNeeded
from results.verdict.exit_codes import ExitCode
from results.verdict.region import judge_region
from results.verdict.target_verdict import CellVerdict, TargetVerdict
from scenarios.shipped import shipped_names
from tests.readme_examples import ELSEWHERE, PAGES, ROOT, blocks, examples_of, fits, said_by
from tests.readme_examples import write_files as write_files_of

README = (ROOT / "README.md").read_text("utf-8")
JSON_PAGE = (ROOT / "docs" / "json.md").read_text("utf-8")
COMMANDS = (
    "ready", "check", "simulate", "loadtest", "deployment up", "report", "regions", "new",
    "schema", "compare",
)  # fmt: skip


@pytest.mark.parametrize("page", [p for p in PAGES if examples_of(p)])
def test_the_commands_of_a_page_say_what_it_shows(page: str, tmp_path: Path) -> None:
    write_files_of(page, tmp_path)

    for example in examples_of(page):
        if example.is_run_here:
            said = said_by(example.command, tmp_path)

            assert fits(said, example.output), f"$ {example.command}\n{said}"


def test_the_deployment_is_up_until_ctrl_c_and_says_what_the_page_shows(tmp_path: Path) -> None:
    example = next(
        e for e in examples_of("README.md") if e.command.startswith("siap112 deployment up")
    )
    started = subprocess.Popen(
        [sys.executable, "-u", "-m", *shlex.split(example.command)],
        cwd=tmp_path,
        env=os.environ | {"SIAP112_LANG": "en", "COLUMNS": "80", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert started.stdout is not None
        said = [started.stdout.readline() for _ in example.output.splitlines()]
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=30)
    finally:
        started.kill()

    assert fits("".join(said), example.output), "".join(said)
    assert started.returncode == ExitCode.INTERRUPTED


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert re.search(rf"^(?:\$ )?siap112 {command}\b", README, re.MULTILINE)


@pytest.mark.parametrize("beginning", ELSEWHERE)
def test_what_is_not_run_here_is_shown(beginning: str) -> None:
    shown = [e.command for page in PAGES for e in examples_of(page)]

    assert [command for command in shown if command.startswith(beginning)]


@pytest.mark.parametrize(
    "command",
    ["pip install . && siap112 ready surabaya", "pip install -e '.[test]' && pytest"],
)
def test_ci_runs_the_two_commands_of_the_readme(command: str) -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    run = "\n".join(line for line in lines if not line.lstrip().startswith(("#", "stage ")))

    assert ("sh", f"{command}\n") in list(blocks("README.md"))
    for part in command.split(" && "):
        assert part in run


def test_the_exit_codes_are_those_of_the_program() -> None:
    table = re.search(r"## Exit codes\n\n(.*?)\n\n", README, re.DOTALL)
    assert table is not None

    told = [int(code) for code in re.findall(r"^\| (\d+) \|", table[1], re.MULTILINE)]

    assert told == [code.value for code in ExitCode]


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("`verdict`", set(judge_region("x", (), None).to_dict()) - {"targets"}),
        ("`overloads`", {field.name for field in fields(Overload)}),
        ("`targets`", {field.name for field in fields(TargetVerdict)}),
        ("`measures`", {field.name for field in fields(MeasureRow)}),
        ("`load_test`", {field.name for field in fields(DriverReport)}),
        ("`staff_needed`", {field.name for field in fields(StaffNeeded)}),
    ],
)
def test_the_page_about_json_names_every_key(heading: str, keys: set[str]) -> None:
    part = re.search(rf"^### {heading}\n(.*?)(?=^##|\Z)", JSON_PAGE, re.MULTILINE | re.DOTALL)
    assert part is not None
    first_table = part[1].partition("The measures:")[0]

    told = {
        key
        for cell in re.findall(r"^\| (`.*?) \|", first_table, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", cell)
    }

    assert told == keys


def test_the_page_about_json_names_every_measure_and_key_of_a_part() -> None:
    for name in (*MEASURES, *(field.name for field in fields(CellVerdict))):
        assert f"`{name}`" in JSON_PAGE


def without_code(page: str) -> str:
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", (ROOT / page).read_text("utf-8"), flags=re.M | re.S)


def test_links_lead_somewhere() -> None:
    broken = [
        f"{page}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", without_code(page))
        if not target.startswith("https://") and not ((ROOT / page).parent / target).exists()
    ]

    assert broken == []


def test_every_region_has_its_name_in_the_readme() -> None:
    assert [name for name in shipped_names("region") if name not in README] == []
