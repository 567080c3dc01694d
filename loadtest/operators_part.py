"""What the operator of a deployment that is not ours has to do by hand during a play."""

from __future__ import annotations

from datetime import datetime

from results.number_forms import duration
from scenarios.packing import PackedPlay
from scenarios.schema import Scenario
from scenarios.step_function import StepFunction
from scenarios.text import current_language
from scenarios.text import gettext as _

AFTER_S = 60.0
"""Callers try again, and agencies are told, for so long after the last caller, real seconds."""


def operators_part(scenario: Scenario, play: PackedPlay) -> list[str]:
    """Say what a situation takes away during a play, and when; nothing where it takes nothing.

    Only the reference deployment that we start follows a play by itself.
    """
    plan, until_s = play.plan, play.plan.clock.length_s + AFTER_S
    parts: list[tuple[float, str]] = []
    for name, steps in zip(plan.trunks, plan.channels, strict=True):
        for at_s, channels in _changes(steps, scenario.lines.trunks[name].channels, until_s):
            message = _("  from {time} on: channels of trunk group {trunk}: {channels}")
            parts.append(
                (
                    at_s,
                    message.format(time=duration(at_s), trunk=name, channels=int(channels)),
                )
            )
    for at_s, up in _changes(plan.application_up, 1.0, until_s):
        message = (
            _("  from {time} on: agencies are told by application again")
            if up
            else _("  from {time} on: no agency is told by application; the centre phones")
        )
        parts.append((at_s, message.format(time=duration(at_s))))
    if not parts:
        return []
    head = _(
        "The situation takes away what siap112 cannot switch at this deployment. Its operator has "
        "to do it by hand, at these times of the play (0 is the first call):"
    )
    return [head, *(text for _at_s, text in sorted(parts, key=lambda part: part[0]))]


def says_when(zero_at: float) -> str:
    """Say at what time of day the play's clock begins; `zero_at` is of the Unix epoch, s."""
    form = "%H.%M.%S" if current_language() == "id" else "%H:%M:%S"
    at = datetime.fromtimestamp(zero_at).astimezone()
    return _("The first call of the play comes at {time}.").format(time=at.strftime(form))


def _changes(steps: StepFunction, before: float, until_s: float) -> list[tuple[float, float]]:
    """Return the changes up to an instant, without a first value that is there already."""
    changes = [
        (max(at_s, 0.0), value)
        for at_s, value in zip(steps.times_s, steps.values, strict=True)
        if at_s <= until_s
    ]
    if changes and changes[0][1] == before:
        changes.pop(0)
    return changes
