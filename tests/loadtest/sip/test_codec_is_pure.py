"""The codec serves processes of any kind: it brings neither gevent nor asyncio with it."""

from __future__ import annotations

import subprocess
import sys

_LOOK = """
import sys
from loadtest.sip import dialog, digest, errors, g711, headers, message, rtp, sdp, uri
print(sorted({"gevent", "asyncio", "locust"} & set(sys.modules)))
"""


def test_importing_the_codec_imports_no_event_loop():
    run = subprocess.run(
        [sys.executable, "-c", _LOOK], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.strip() == "[]"
