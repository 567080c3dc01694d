"""Exit codes of the command line."""

from __future__ import annotations

from enum import IntEnum

from results.verdict.outcome import RegionOutcome


class ExitCode(IntEnum):
    """What the command line hands back. A crash never reads as "not ready"."""

    READY = 0
    NOT_READY = 1
    BAD_INPUT = 2
    INCONCLUSIVE = 3
    TARGET_UNREACHABLE = 4
    INTERNAL_ERROR = 70
    INTERRUPTED = 130


def exit_code(outcome: RegionOutcome) -> ExitCode:
    """Return the exit code of a region's outcome."""
    return {
        "ready": ExitCode.READY,
        "not_ready": ExitCode.NOT_READY,
        "inconclusive": ExitCode.INCONCLUSIVE,
    }[outcome]
