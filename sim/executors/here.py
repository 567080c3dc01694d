"""Work in this very process, one piece after another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")


class Here:
    """An executor that has done a piece when it was handed out."""

    at_once = 1
    shares_disk = True

    def submit(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        """Do a piece; an error, or a Ctrl-C, comes out of this call."""
        future: Future[Result] = Future()
        future.set_result(work(*given))
        return future

    def check(self) -> None:
        """Say nothing: this process is here."""

    def settle(self) -> None:
        """Do nothing: what was begun is at its end."""

    def close(self) -> None:
        """Do nothing: nothing is under way."""
