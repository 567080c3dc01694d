"""What holds for all tests: how Hypothesis is asked, and that Ctrl-C reaches what they start.

And who plays: short work is done by the process that was asked, unless a test wants workers.
"""

from __future__ import annotations

import signal

import pytest
from hypothesis import Phase, settings

from sim.executors import as_needed

# `--hypothesis-profile=first-failure` shows a failure as it was met
settings.register_profile("first-failure", phases=[Phase.explicit, Phase.generate])

# A shell that puts pytest into the background has it ignore Ctrl-C, and all its children with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def processes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let work go to worker processes from the first piece on, however short it is."""
    monkeypatch.setattr(as_needed, "HERE_S", 0.0)
