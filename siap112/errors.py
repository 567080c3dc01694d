"""From errors to what a user sees: a message and an exit code, never a traceback."""

from __future__ import annotations

from typing import Any

from results.verdict.exit_codes import ExitCode
from scenarios.text import gettext as _

BUG_HINT = "SIAP112_TRACEBACK"


def explained(error: BaseException) -> tuple[int, str] | None:
    """Return the exit code and the message for an error, None to let it through.

    Parameters
    ----------
    error : BaseException
    """
    import typer

    if isinstance(error, SystemExit):
        return (int(error.code) if isinstance(error.code, int) else 0), ""
    if isinstance(error, typer.Exit):
        return error.exit_code, ""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return ExitCode.INTERRUPTED, _("Interrupted.")
    if hasattr(error, "format_message"):  # the command line library's own
        return _usage(error)
    if _is_bad_input(error):
        return ExitCode.BAD_INPUT, str(error)
    if _is_unreachable(error):
        return ExitCode.TARGET_UNREACHABLE, str(error)
    if isinstance(error, MemoryError) or type(error).__name__ == "BrokenProcessPool":
        return ExitCode.INTERNAL_ERROR, _(
            "Broken off: a process got no more memory, or was ended from outside ({error}). Free "
            "memory, or use a shorter run.length, fewer --workers, or a lower run.weeks_at_most."
        ).format(error=str(error) or type(error).__name__)
    if isinstance(error, Exception):
        return _internal(error)
    return None


def _usage(error: Any) -> tuple[int, str]:
    if type(error).__name__ == "NoArgsIsHelpError":  # the help is all that was wanted
        return ExitCode.BAD_INPUT, str(error.format_message())
    from siap112.usage_errors import usage_message

    return ExitCode.BAD_INPUT, usage_message(error)


def _is_bad_input(error: BaseException) -> bool:
    from results.whole_file import RunFolderError
    from scenarios.problems import ScenarioError

    if isinstance(error, ScenarioError | RunFolderError):
        return True
    name = type(error).__name__
    # by name, so that a command that needs no load test does not import one
    return name in ("SpeedRefused", "ProfileError", "TargetRefused") or bool(
        getattr(error, "is_bad_input", False)
    )


def _is_unreachable(error: BaseException) -> bool:
    return type(error).__name__ == "DeploymentError"


def _internal(error: Exception) -> tuple[int, str]:
    import os
    import traceback

    if os.environ.get(BUG_HINT):
        traceback.print_exception(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return ExitCode.INTERNAL_ERROR, _(
        "Internal error: {kind}: {message} ({file}:{line}). This is a fault of siap112, not of "
        "your input and not of the region; please report it. With {variable}=1 it shows more."
    ).format(
        kind=type(error).__name__,
        message=error,
        file=where.filename.rsplit("/", 1)[-1],
        line=where.lineno,
        variable=BUG_HINT,
    )
