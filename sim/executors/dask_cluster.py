"""Work on a Dask cluster: the same pieces, in whatever processes its scheduler knows."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from scenarios.text import gettext as _

Result = TypeVar("Result")
CONNECT_S = 5.0
NOBODY_S = 60.0
"""How long a cluster may be without any worker before it is given up."""


class ClusterError(Exception):
    """A cluster cannot do the work; says what to do."""

    is_bad_input = True


class DaskCluster:
    """An executor that sends pieces to a Dask cluster.

    A worker that dies takes nothing with it: the scheduler gives its pieces to another, and each
    piece is waited for once. Workers share no disk with whoever asks.

    Parameters
    ----------
    address : str
        Of the scheduler, as "tcp://127.0.0.1:8786".
    nobody_s : float
        s; see `NOBODY_S`.

    Raises
    ------
    ClusterError
        If the extra is not installed, or no scheduler answers there.
    """

    shares_disk = False

    def __init__(self, address: str, *, nobody_s: float = NOBODY_S) -> None:
        self.address = address
        self._client = _connected(address)
        self._nobody_s = nobody_s
        self._alone_since_s: float | None = None
        # one task a call, whatever its arguments: two runs may ask for the same replication
        self._pool = self._client.get_executor(pure=False)

    @property
    def at_once(self) -> int:
        """Two pieces for each thread that the cluster has just now, so that no worker waits."""
        threads: dict[str, int] = self._asked(self._client.nthreads)
        return 2 * max(1, sum(threads.values()))

    def submit(self, work: Callable[..., Result], *given: Any) -> Future[Result]:
        """Hand out a piece."""
        sent: Future[Result] = self._asked(self._pool.submit, work, *given)
        answer: Future[Result] = Future()
        answer.add_done_callback(lambda told: told.cancelled() and sent.cancel())
        sent.add_done_callback(lambda done: self._pass_on(done, answer))
        return answer

    def _pass_on(self, done: Future[Result], answer: Future[Result]) -> None:
        """Pass a result on; what went wrong with the cluster and not in the work, in our words."""
        if not answer.set_running_or_notify_cancel():
            return
        if done.cancelled():
            answer.set_exception(self._gone())
            return
        error = done.exception()
        if error is None:
            answer.set_result(done.result())
        else:
            answer.set_exception(self._in_words(error))

    def _in_words(self, error: BaseException) -> BaseException:
        if type(error).__name__ == "KilledWorker":
            message = _(
                "--dask {address}: worker after worker died at the same work; look at their "
                "memory and their logs"
            )
            return ClusterError(message.format(address=self.address))
        if isinstance(error, ImportError) or "deserializ" in str(error):
            message = _(
                "--dask {address}: scheduler or workers cannot read the work; install the same "
                "siap112 and the same packages there as here ({error})"
            )
            said = (str(error.__cause__ or error).splitlines() or [""])[0]
            return ClusterError(message.format(address=self.address, error=said))
        return error

    def check(self) -> None:
        """Look whether the cluster has workers.

        Raises
        ------
        ClusterError
            If it had none for a while, or its scheduler is gone.
        """
        if self._asked(self._client.nthreads):
            self._alone_since_s = None
            return
        now_s = time.monotonic()
        if self._alone_since_s is None:
            self._alone_since_s = now_s
        if now_s - self._alone_since_s >= self._nobody_s:
            message = _("--dask {address}: the cluster has no workers; start some")
            raise ClusterError(message.format(address=self.address))

    def settle(self) -> None:
        """Do nothing: what is not wanted any more is forgotten when the cluster is left."""

    def close(self) -> None:
        """Drop all that is not finished, and leave the cluster as it was."""
        self._pool.shutdown(wait=False)
        self._client.close(timeout=CONNECT_S)

    def _asked(self, question: Callable[..., Any], *given: Any) -> Any:
        """Ask the scheduler something."""
        if self._client.status != "running":
            raise self._gone()
        try:
            return question(*given)
        except (OSError, TimeoutError) as error:
            raise self._gone() from error

    def _gone(self) -> ClusterError:
        message = _("--dask {address}: the scheduler is gone; start it again")
        return ClusterError(message.format(address=self.address))


def _connected(address: str) -> Any:
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        message = _("--dask needs a package more: pip install 'siap112[dask]' ({error})")
        raise ClusterError(message.format(error=error)) from error
    look_at: Any = get_address_host_port
    client: Any = Client
    try:
        look_at(address)  # a client that stumbles over its address would leave a trace of itself
        return client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        message = _(
            "--dask {address}: no scheduler answers there ({error}); give the address that "
            "`dask scheduler` shows, or leave --dask out"
        )
        said = " ".join(str(error).split()) or type(error).__name__
        raise ClusterError(message.format(address=address, error=said)) from error
