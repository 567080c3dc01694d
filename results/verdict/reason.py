"""A reason in words, kept as a text with values so that each reader gets it in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from results.number_forms import duration, hour_of_week, number, percent_short
from scenarios.text import gettext as _


@dataclass(frozen=True)
class Reason:
    """A text of the catalogue and the values in it.

    Parameters
    ----------
    message : str
        English text with {names}, marked with `N_` where it stands in the code.
    values : mapping of name to text, number or reason
        The end of a name says how it is written: `..._share` as a percentage, `..._s` as a time,
        other numbers plainly; `..._cell` is a kind of cell and a label, as "hour_of_week:32";
        `..._path` is a place in the scenario, and `..._end` such a place and what may stand
        there, as "demand.work.talk=90s".
    """

    message: str
    values: Mapping[str, str | float | Reason] = field(default_factory=dict)

    def text(self) -> str:
        """Return the reason in the language in force."""
        return _(self.message).format(**{k: _written(k, v) for k, v in self.values.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data; `text` is for readers of the data and is not read back."""
        values = {k: v.to_dict() if isinstance(v, Reason) else v for k, v in self.values.items()}
        return {"message": self.message, "values": values, "text": self.text()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reason:
        """Read it back from plain data."""
        values = data["values"].items()
        return cls(
            data["message"],
            {k: cls.from_dict(v) if isinstance(v, Mapping) else v for k, v in values},
        )


def _written(name: str, value: str | float | Reason) -> str:
    if isinstance(value, Reason):
        return value.text()
    if isinstance(value, str):
        if name.endswith("_end"):
            return value.rpartition("=")[2]
        by, colon, label = value.partition(":")
        return _cell(by, label) if name.endswith("_cell") and colon else value
    if name.endswith("_share"):
        return percent_short(value)
    if name.endswith("_s"):
        return duration(value)
    return number(value, 2)


def _cell(by: str, label: str) -> str:
    if by == "hour_of_week" and label.isdigit():
        return hour_of_week(int(label))
    if by == "week":
        return _("week {number}").format(number=label)
    return _("all") if label == "all" else label
