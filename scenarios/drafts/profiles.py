"""What may be asked of a region: profiles of targets to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from scenarios.text import N_

Cell = Literal["hour_of_week", "shift"]


@dataclass(frozen=True)
class DraftTarget:
    """A target as a draft writes it.

    Parameters
    ----------
    label : str
        A text of the catalogue.
    fields : mapping
        Keys and values as a file has them, texts of the catalogue among them under `source`.
    """

    label: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """Targets to choose from.

    Parameters
    ----------
    name : str
        As behind --targets.
    about : str
        What it asks, a text of the catalogue.
    answer : mapping of cell to targets
        Targets on the answer, for regions in which each hour of the week, or each shift, is
        judged; in place of the base's where `without` names that.
    more : mapping of key to DraftTarget
        Targets that it adds.
    without : tuple of str
        Targets of the base that it does not ask.
    """

    name: str
    about: str
    answer: Mapping[Cell, Mapping[str, DraftTarget]]
    more: Mapping[str, DraftTarget] = field(default_factory=dict)
    without: tuple[str, ...] = ()


def _answer(within: str, share: float, each_hour: str, each_shift: str, source: str) -> Any:
    asked = {"measure": "service_level", "within": within, "at_least": share, "short": "5s"}
    return {
        "hour_of_week": DraftTarget(
            each_hour, {**asked, "scope": "hour_of_week", "source": source}
        ),
        "shift": DraftTarget(each_shift, {**asked, "scope": "shift", "source": source}),
    }


_BASE_ANSWER: Mapping[Cell, Mapping[str, DraftTarget]] = MappingProxyType(
    {
        "hour_of_week": {},
        "shift": {
            "jawab-10-detik": DraftTarget(
                N_("Answered within 10 s, in each shift"), {"scope": "shift"}
            )
        },
    }
)
"""The base's own; where there are few calls each shift is judged instead of each hour."""

_NENA_15 = _answer(
    "15s",
    0.90,
    N_("Answered within 15 s, in each hour of the week"),
    N_("Answered within 15 s, in each shift"),
    N_("NENA-STA-020.1: 90 % within 15 s"),
)
_NENA_20 = _answer(
    "20s",
    0.95,
    N_("Answered within 20 s, in each hour of the week"),
    N_("Answered within 20 s, in each shift"),
    N_("NENA-STA-020.1: 95 % within 20 s"),
)

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "national": Profile(
            "national",
            N_(
                "no national number of seconds was found, so the usual ones: 90 % answered within "
                "10 s, the fire service there within 15 min (Permendagri 114/2018)"
            ),
            _BASE_ANSWER,
        ),
        "surabaya": Profile(
            "surabaya",
            N_("as national, and an ambulance there within 7 min on average, as in Surabaya"),
            _BASE_ANSWER,
            {
                "ambulans-7-menit": DraftTarget(
                    N_("The ambulance arrives in 7 min on average, from the record"),
                    {
                        "measure": "response_time",
                        "agency": "ambulans",
                        "start": "on_record",
                        "end": "on_scene",
                        "mean_at_most": "7 min",
                        "source": N_(
                            "ANTARA 2019, on Surabaya's joint posts: response about 10 minutes, "
                            "then 7"
                        ),
                    },
                )
            },
        ),
        "nena": Profile(
            "nena",
            N_("as national, but 90 % answered within 15 s and 95 % within 20 s (NENA-STA-020.1)"),
            {
                cell: {"jawab-15-detik": _NENA_15[cell], "jawab-20-detik": _NENA_20[cell]}
                for cell in ("hour_of_week", "shift")
            },
            without=("jawab-10-detik",),
        ),
        "nfpa": Profile(
            "nfpa",
            N_(
                "as national, and 60 s from the answer to the first dispatch (NFPA 1225), 80 s "
                "turnout and 240 s travel of the first engine (NFPA 1710), each for 90 %"
            ),
            _BASE_ANSWER,
            {
                "kirim-60-detik": DraftTarget(
                    N_("Units are dispatched within 60 s of the answer"),
                    {
                        "measure": "response_time",
                        "start": "answered",
                        "end": "dispatched",
                        "within": "60s",
                        "at_least": 0.90,
                        "source": N_("NFPA 1225 (2022): answer to first dispatch 60 s for 90 %"),
                    },
                ),
                "damkar-320-detik": DraftTarget(
                    N_("The first engine arrives within 320 s of its dispatch"),
                    {
                        "measure": "response_time",
                        "agency": "damkar",
                        "start": "dispatched",
                        "end": "on_scene",
                        "within": "320s",
                        "at_least": 0.90,
                        "source": N_("NFPA 1710: turnout 80 s and first engine travel 240 s"),
                    },
                ),
            },
        ),
    }
)
"""By name; the first is the default."""
