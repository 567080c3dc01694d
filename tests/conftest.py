"""What holds for all tests: how Hypothesis is asked, and that Ctrl-C reaches what they start."""

from __future__ import annotations

import signal

from hypothesis import Phase, settings

# `--hypothesis-profile=first-failure` shows a failure as it was met
settings.register_profile("first-failure", phases=[Phase.explicit, Phase.generate])

# A shell that puts pytest into the background has it ignore Ctrl-C, and all its children with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
