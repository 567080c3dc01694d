"""Write docs/truth.md: ``python -m tests.truth``."""

from __future__ import annotations

import sys

from tests.truth.page import PAGE, written

PAGE.write_text(written(lambda what: print(what, file=sys.stderr, flush=True)), encoding="utf-8")
