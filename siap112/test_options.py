"""From the words behind load-test options to what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from loadtest.deployment.spec import BrokenSpec
from scenarios.problems import near_names
from scenarios.schema.base import parse_duration
from scenarios.text import gettext as _
from siap112.load_testing import LoadTestAsked

FAULTS = ("drops-notification", "answers-late", "loses-call", "mutes-call")
EVERY = 10
LATE_S = 3.0


def load_test_asked(
    calls: int,
    speed: float | None,
    gap: str | None,
    follow: str,
    deployment: Path | None,
    broken: Sequence[str] | None,
    *,
    calls_at_least: int = 1,
) -> LoadTestAsked:
    """Return what is asked of a load test.

    Raises
    ------
    typer.BadParameter
        If a gap or a fault is not one, or the calls are too few for the command.
    """
    if calls < calls_at_least:
        raise typer.BadParameter(
            _(
                "--calls: {found} is too few to judge by; expected at least {least} (`siap112 "
                "loadtest` plays fewer too)"
            ).format(found=calls, least=calls_at_least)
        )
    if broken and deployment is not None:
        raise typer.BadParameter(
            _("--broken builds faults into the reference deployment; leave --deployment out")
        )
    return LoadTestAsked(
        calls=calls,
        speed=speed,
        gap_s=_duration("--gap", gap, "none"),
        follow_s=_follow(follow),
        profile=deployment,
        broken=broken_spec(broken),
    )


def broken_spec(faults: Sequence[str] | None) -> BrokenSpec:
    """Return the faults to build in.

    Raises
    ------
    typer.BadParameter
        If one is not known.
    """
    for fault in faults or ():
        if fault not in FAULTS:
            near = near_names(fault, FAULTS)
            raise typer.BadParameter(
                _("--broken: {found} is not a fault; {remedy}").format(
                    found=fault,
                    remedy=_("did you mean {name}?").format(name=near[0])
                    if near
                    else _("expected one of {names}").format(names=", ".join(FAULTS)),
                )
            )
    asked = set(faults or ())
    return BrokenSpec(
        drops_notification_every=EVERY if "drops-notification" in asked else None,
        loses_call_every=EVERY if "loses-call" in asked else None,
        mutes_call_every=EVERY if "mutes-call" in asked else None,
        answers_late_s=LATE_S if "answers-late" in asked else None,
    )


def _follow(follow: str) -> float | None:
    follow_s = _duration("--follow", follow, "end")
    return None if follow_s == float("inf") else follow_s


def _duration(option: str, text: str | None, endless: str) -> float | None:
    """Return a duration above 0, inf for the option's word for endless, None for None."""
    if text is None:
        return None
    if text.strip().lower() == endless:
        return float("inf")
    try:
        duration_s = parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(
            _("{option}: {error}").format(option=option, error=error)
        ) from error
    if duration_s <= 0:
        message = _('{option}: is not above 0; write a duration that is, or "{endless}"')
        raise typer.BadParameter(message.format(option=option, endless=endless))
    return duration_s
