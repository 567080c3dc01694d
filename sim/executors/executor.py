"""What all executors offer, and handing out no more work than is wanted at one time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Any, Protocol, TypeVar

from scenarios.text import gettext as _

Result = TypeVar("Result")
Item = TypeVar("Item")
_LOOK_S = 1.0
"""How often an executor is asked whether anybody is left to work."""


class WorkerLost(Exception):  # noqa: N818 - what it says is the machine's state
    """A worker process of this machine is gone; says what to do."""

    is_bad_input = True


class Executor(Protocol):
    """A place where pieces of work are done, each a function of its arguments alone."""

    @property
    def at_once(self) -> int:
        """Pieces that keep everybody there at work; more need not be handed out."""
        ...

    @property
    def shares_disk(self) -> bool:
        """A piece can write where whoever asked for it can read."""
        ...

    def submit(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        """Hand out one piece; the future says what came of it."""
        ...

    def check(self) -> None:
        """Raise if nobody is left who could do what was handed out."""
        ...

    def settle(self) -> None:
        """Drop what was not begun, and let what was begun come to its end or be forgotten."""
        ...

    def close(self) -> None:
        """Settle, and give back what was taken; nothing more is handed out."""
        ...


def in_any_order(
    executor: Executor,
    hand_out: Callable[[Item], Future[Result]],
    items: Sequence[Item],
    waiting: dict[Future[Result], Item],
) -> Iterator[tuple[Item, Result]]:
    """Hand out a piece for each item, so many at one time as keep the executor busy.

    Parameters
    ----------
    hand_out : callable
        Submits the piece of an item.
    items : sequence
        In the order in which they are handed out.
    waiting : dict
        Filled with what is under way, so that the caller has it when this is broken off.

    Yields
    ------
    (item, result)
        As they finish.
    """
    left = iter(items)
    while True:
        _fill(executor, hand_out, left, waiting)
        if not waiting:
            return
        done, _not_done = wait(waiting, _LOOK_S, FIRST_COMPLETED)
        if not done:
            executor.check()
        for future in done:
            try:
                result = future.result()
            except BrokenExecutor as error:
                raise WorkerLost(
                    _(
                        "A worker process was ended from outside, perhaps for want of memory; "
                        "what was finished is kept. Try again with fewer --workers."
                    )
                ) from error
            yield waiting.pop(future), result


def _fill(
    executor: Executor,
    hand_out: Callable[[Item], Future[Result]],
    left: Iterable[Item],
    waiting: dict[Future[Result], Item],
) -> None:
    room = executor.at_once - len(waiting)
    while room > 0:
        for item in left:
            waiting[hand_out(item)] = item
            break
        else:
            return
        room -= 1
