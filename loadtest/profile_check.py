"""Whether a deployment profile has all that a play needs."""

from __future__ import annotations

from loadtest.deployment_profile import DeploymentProfile, ProfileError
from loadtest.order import CANARY_NUMBERS
from scenarios.packing import PackedPlay
from scenarios.text import gettext as _


def check_profile(profile: DeploymentProfile, play: PackedPlay) -> None:
    """Make sure that everybody in the play has an account and a number.

    Raises
    ------
    ProfileError
        With one line for each thing that lacks.
    """
    plan, accounts = play.plan, profile.accounts
    lacking = []
    for who, found, needed in (
        ("accounts.call_takers", len(accounts.call_takers), max(plan.call_takers.people, 1)),
        (
            "accounts.dispatchers",
            len(accounts.dispatchers),
            0 if plan.dispatchers is None else max(plan.dispatchers.people, 1),
        ),
        *(
            (f"accounts.agencies.{agency.name}", len(accounts.agencies.get(agency.name, ())), 1)
            for agency in plan.agencies
        ),
    ):
        if found < needed:
            lacking.append(
                _("{who}: there are {found}; the scenario needs {needed}, so add accounts").format(
                    who=who, found=found, needed=needed
                )
            )
    known = profile.sip.trunk_groups
    unknown = [trunk for trunk in plan.trunks if known and trunk not in known]
    if unknown:
        lacking.append(
            _("sip.trunk_groups: {unknown} is not among {known}").format(
                unknown=", ".join(unknown), known=", ".join(known)
            )
        )
    needed = len(play.trace.callers) + CANARY_NUMBERS
    if profile.numbers.capacity < needed:
        lacking.append(
            _(
                "numbers: the test range {prefix}... holds {found} numbers; {needed} are needed, "
                "one for each caller and test call"
            ).format(prefix=profile.numbers.prefix, found=profile.numbers.capacity, needed=needed)
        )
    if lacking:
        raise ProfileError(
            "\n".join(
                _("profile {name}: {problem}").format(name=profile.name, problem=problem)
                for problem in lacking
            )
        )
