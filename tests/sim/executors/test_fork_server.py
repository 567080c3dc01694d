"""Where workers come from: one server, which has imported all, from where this process did."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder, with the project's modules first."""
    beginning = f"import sys; sys.path[0] = {str(ROOT)!r}\n"
    return subprocess.run(
        [sys.executable, "-c", beginning + textwrap.dedent(script)],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_all_workers_of_a_process_come_from_one_server(tmp_path: Path) -> None:
    done = run(
        """
        import os
        from sim.executors.processes import Processes
        parents = set()
        for _ in range(2):
            executor = Processes(1)
            parents.add(executor.submit(os.getppid).result())
            executor.close()
        print(len(parents), os.getpid() in parents)
        """,
        tmp_path,
    )

    assert (done.stdout, done.stderr) == ("1 False\n", "")


def test_modules_come_from_where_ours_do_and_not_from_the_working_folder(tmp_path: Path) -> None:
    strange = tmp_path / "sim"
    strange.mkdir()
    (strange / "__init__.py").write_text("print('somebody else', flush=True)\n")
    done = run(
        """
        from sim.executors.processes import Processes
        executor = Processes(1)
        print(executor.submit(eval, "__import__('sys').modules['sim.block'].__file__").result())
        executor.close()
        """,
        tmp_path,
    )

    assert (done.stdout, done.stderr) == (f"{ROOT / 'sim' / 'block.py'}\n", "")


LOADED = "__import__('sim.twin.compiled', fromlist=['']).compiled_loop.cache_info().currsize"


@pytest.mark.parametrize("compiled", [True, False])
def test_the_twin_is_there_if_it_is_here(compiled: bool, tmp_path: Path) -> None:
    done = run(
        f"""
        import sys
        from sim.executors.processes import Processes
        from sim.twin.compiled import compile_now
        if {compiled}:
            compile_now()
        executor = Processes(1)
        print(executor.submit(eval, {LOADED!r}).result())
        print(executor.submit(eval, "'numba' in __import__('sys').modules").result())
        executor.close()
        """,
        tmp_path,
    )

    assert (done.stdout, done.stderr) == (f"{int(compiled)}\n{compiled}\n", "")


def test_the_server_ends_with_the_process_that_is_killed(tmp_path: Path) -> None:
    done = run(
        """
        import os, signal
        from sim.executors.processes import Processes
        print(Processes(1).submit(os.getppid).result(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        """,
        tmp_path,
    )

    assert done.returncode == -signal.SIGKILL
    try:
        server = os.pidfd_open(int(done.stdout))
    except ProcessLookupError:  # it was quicker
        return
    ended, _, _ = select.select([server], [], [], 60)
    os.close(server)
    assert ended
