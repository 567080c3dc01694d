"""A load test under way, as a command follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from loadtest.driver_report import DriverReport
from loadtest.process import Begin, LoadTestProcess
from loadtest.run_part import begin_part, finish_part, rows_so_far
from results.manifest import Manifest
from results.records import Records
from results.run_folder import RunFolder
from results.verdict.reason import Reason
from scenarios.loading import LoadedScenario
from scenarios.text import N_
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.console import Screen
from siap112.load_testing import PreparedLoadTest

PART = "loadtest"
SETTLE_S = 4.0
"""After the last call is worked: agencies acknowledge meanwhile."""
POLL_S = 0.2


@dataclass(frozen=True)
class Tested:
    """What came of a load test.

    Parameters
    ----------
    records : Records
    manifest : Manifest
    report : DriverReport
    """

    records: Records
    manifest: Manifest
    report: DriverReport

    @property
    def ended_early(self) -> Reason | None:
        """Why it did not reach its end, None when it did."""
        if self.report.state == "finished":
            return None
        return self.report.why or Reason(N_("The load test did not say why."))

    @property
    def all_calls_played(self) -> bool:
        """Whether each caller's calls were played to their end."""
        return 0 < self.report.callers == self.report.callers_done


class Playing:
    """A load test in a process of its own; it begins at once.

    Parameters
    ----------
    loaded : LoadedScenario
    asked : Asked
    ready : PreparedLoadTest
    parent : RunFolder
        The load test's rows come to a part of it.
    command : sequence of str
    on_begin : callable, optional
        Told, a moment before the first call, when that is (`LoadTestProcess`).
    """

    def __init__(
        self,
        loaded: LoadedScenario,
        asked: Asked,
        ready: PreparedLoadTest,
        parent: RunFolder,
        command: Sequence[str],
        *,
        on_begin: Begin | None = None,
    ) -> None:
        self._ready = ready
        self._done, self._callers = 0, len(ready.play.trace.callers)
        self._folder, self._manifest = begin_part(
            parent.path / PART,
            loaded,
            ready.order,
            ready.play,
            ready.profile,
            region=asked.region,
            command=command,
        )
        self.interrupted = False
        self._process = LoadTestProcess(self._folder.path, progress=self._hear, on_begin=on_begin)

    @property
    def running(self) -> bool:
        """Whether the play goes on."""
        return self._process.running

    @property
    def worth_simulating(self) -> bool:
        """Whether a simulation beside it makes sense: calls were played, nobody interrupted."""
        if self.interrupted:
            return False
        return self.running or self._process.report().state not in ("refused", "unreachable")

    def rows(self) -> Records:
        """Return the rows until now."""
        return rows_so_far(self._folder)

    def follow_calls(self, screen: Screen, *, settle: bool) -> None:
        """Wait until the last call is worked, with progress; after a Ctrl-C, no longer.

        Parameters
        ----------
        settle : bool
            Wait a moment more, so that the rows tell how fast agencies were notified.
        """
        with screen.progress() as progress:
            bar = progress.add_task(_("Load test"), total=self._callers, detail=_("callers"))
            try:
                while not self._process.calls_done.wait(POLL_S):
                    progress.update(bar, completed=self._done)
                if settle:
                    self._process.wait_at_most(SETTLE_S)
            except KeyboardInterrupt:
                self.interrupted = True

    def end(self, screen: Screen) -> Tested:
        """Wait for the end, or stop it now if it was interrupted; then make tables of the rows."""
        report = self._end(screen)
        report = with_obituary(report, self._ready)
        return Tested(finish_part(self._folder, self._manifest, report), self._manifest, report)

    def kill(self) -> None:
        """End the process by force, if it is still there."""
        self._process.kill()

    def _end(self, screen: Screen) -> DriverReport:
        if self.interrupted:
            return self._process.stop()
        if self.running:
            screen.note(_("Waiting for the units that are still on their way ..."))
        try:
            return self._process.wait()
        except KeyboardInterrupt:
            self.interrupted = True
            return self._process.stop()

    def _hear(self, said: object) -> None:
        if isinstance(said, dict) and "callers_done" in said:
            self._done = int(said["callers_done"])


def with_obituary(report: DriverReport, ready: PreparedLoadTest) -> DriverReport:
    """Add which process of our own deployment has died, where that is why a play broke off."""
    if report.state not in ("failed", "unreachable") or ready.deployment is None:
        return report
    failure = ready.deployment.failure()
    if failure is None:
        return report
    message = N_("{why} A process of the deployment has ended: {obituary}")
    obituary = failure.splitlines()[0]
    why = report.why or Reason(N_("The load test broke off."))
    return replace(report, why=Reason(message, {"why": why, "obituary": obituary}))
