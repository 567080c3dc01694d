"""Trunk groups: how many calls each carrier may have in the centre at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class UnknownTrunkGroupError(LookupError):
    """A call names a trunk group that the centre does not have, and there is no default group."""


@dataclass(slots=True)
class TrunkGroup:
    """The channels of one carrier, and what became of the calls that asked for one."""

    channels: int
    in_use: int = 0
    peak_in_use: int = 0
    offered: int = 0
    blocked: int = 0


class TrunkGroups:
    """All trunk groups of the centre.

    Parameters
    ----------
    channels
        Number of channels by name of trunk group.
    default_group
        The group that takes calls which name no group, or an unknown one; None refuses them.
    """

    def __init__(self, channels: Mapping[str, int], default_group: str | None) -> None:
        if default_group is not None and default_group not in channels:
            raise ValueError(f"the default trunk group {default_group!r} is none of the groups")
        self._groups = {name: TrunkGroup(count) for name, count in sorted(channels.items())}
        self._default_group = default_group

    def resolve(self, name: str | None) -> str:
        """Return the group that a call naming `name` belongs to.

        Raises
        ------
        UnknownTrunkGroupError
            If there is no such group and no default group.
        """
        if name is not None and name in self._groups:
            return name
        if self._default_group is None:
            raise UnknownTrunkGroupError(name)
        return self._default_group

    def seize(self, name: str) -> bool:
        """Take a channel of the group; return False where none is free."""
        group = self._groups[name]
        group.offered += 1
        if group.in_use >= group.channels:
            group.blocked += 1
            return False
        group.in_use += 1
        group.peak_in_use = max(group.peak_in_use, group.in_use)
        return True

    def release(self, name: str) -> None:
        """Give back a channel that `seize` took."""
        group = self._groups[name]
        if group.in_use == 0:
            raise ValueError(f"trunk group {name!r}: no channel in use, so none can be released")
        group.in_use -= 1

    def set_channels(self, name: str, channels: int) -> None:
        """Give a group so many channels from now on; calls that hold one keep it to their end."""
        self._groups[name].channels = channels

    def snapshot(self) -> dict[str, TrunkGroup]:
        """Return the groups by name, to be read only."""
        return dict(self._groups)
