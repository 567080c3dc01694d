"""Run a module as a process that ends with its parent: ``python -m ... child MODULE ARGS``.

The parent holds the other end of this process's standard input. The system closes it when the
parent ends, even if it is killed, and then this process asks itself to end, as by SIGTERM.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

from scenarios.text import language_told, set_language

_GRACE_S = 5.0


def _end_with_stdin() -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)  # it would not end by itself


def main() -> None:
    """Watch standard input in a thread, and run the module named by the first argument."""
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    set_language(language_told())
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
