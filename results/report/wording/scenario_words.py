"""Places in a scenario in words, as "Ambulance: turnout by day"."""

from __future__ import annotations

from results.report.wording.names import Names
from scenarios.key_path import KeyPath
from scenarios.text import N_
from scenarios.text import gettext as _

PARTS = {
    "demand": N_("What comes in"),
    "callers": N_("Callers"),
    "lines": N_("Lines"),
    "call_takers": N_("Call-takers"),
    "dispatchers": N_("Dispatchers"),
    "agencies": N_("Agencies"),
    "technology": N_("Technology"),
    "place": N_("Places and roads"),
    "targets": N_("Targets"),
    "situations": N_("Situations"),
    "checklist": N_("Checklist"),
    "run": N_("The run"),
}
"""Parts of a scenario, in the order in which the report shows them."""
_KEYS = {
    "absence": N_("share of people who do not come"),
    "acknowledge": N_("time to acknowledge"),
    "after_abandoning": N_("share that tries again after giving up"),
    "after_blocked": N_("share that tries again after a busy tone"),
    "after": N_("after how many calls"),
    "announcement": N_("announcement"),
    "at_least": N_("lowest share asked for"),
    "at_most": N_("highest share asked for"),
    "at_most_time": N_("longest time asked for"),
    "block": N_("blocking of the number"),
    "breaks": N_("breaks"),
    "burst": N_("further callers"),
    "by_hour": N_("people by the hour"),
    "calls_each": N_("calls of one person"),
    "channels": N_("lines"),
    "channels_left": N_("share of the lines that is left"),
    "day_factor_correlation": N_("how much a day is like the day before (0: not at all)"),
    "day_factor_shape": N_("how alike days are (larger: more alike)"),
    "day_of_week": N_("days of the week"),
    "days": N_("days"),
    "detour": N_("way by road over straight line"),
    "factor": N_("times as many"),
    "factor_by_hour": N_("times as many, by the hour"),
    "for": N_("for how long"),
    "gap": N_("time between calls"),
    "half_life": N_("time in which it halves"),
    "handover": N_("handover at the hospital"),
    "hospitals": N_("hospitals"),
    "hour_of_day": N_("hours of the day"),
    "hour_of_week": N_("hours of the week"),
    "hours": N_("hours of duty"),
    "kecamatan": N_("kecamatan"),
    "kecamatan_weights": N_("shares of the kecamatan"),
    "length": N_("length"),
    "mean_at_most": N_("highest mean asked for"),
    "more_callers": N_("how many"),
    "needs": N_("agencies and units needed"),
    "no_answer": N_("share that nobody takes up"),
    "no_answer_after": N_("time until the next agency is tried"),
    "notification": N_("notification reaches the agency's screen"),
    "on_scene": N_("work on scene"),
    "patience": N_("patience"),
    "people": N_("people"),
    "people_per_day": N_("people a day"),
    "per_day": N_("number a day"),
    "per_hour": N_("number an hour"),
    "percentile": N_("lowest share asked for"),
    "pick_up": N_("from the first ring to the call-taker's answer"),
    "posts": N_("posts and units"),
    "rate": N_("how many, and when"),
    "redial": N_("redial"),
    "refuse": N_("share that is refused"),
    "ring": N_("time until the chosen call-taker's telephone rings"),
    "setup": N_("time to set a call up"),
    "share": N_("share"),
    "shifts": N_("shifts"),
    "short": N_("given up so soon is not counted"),
    "shrinkage": N_("paid time not available"),
    "speed_factor": N_("times as fast on the road"),
    "speed_kmh": N_("speed on the road, km/h"),
    "spread": N_("within what time"),
    "staff_absence": N_("share of staff absent"),
    "staffing": N_("staffing"),
    "start": N_("start"),
    "start_date": N_("first day"),
    "start_day": N_("first day of the week"),
    "start_time": N_("time of day at which it begins"),
    "surges": N_("more calls"),
    "talk": N_("talk"),
    "talk_duplicate": N_("talk about a known incident"),
    "talk_factor": N_("times as long to talk"),
    "ticket": N_("time until a ticket is on record"),
    "ticket_factor": N_("times as long to write a ticket"),
    "transport": N_("share taken to hospital"),
    "travel_factor": N_("factor on travel times"),
    "trunks": N_("groups of lines"),
    "turnout_day": N_("turnout by day"),
    "turnout_night": N_("turnout by night"),
    "units": N_("units"),
    "units_absence": N_("share of units absent"),
    "warm_up": N_("played before, not counted"),
    "weeks_at_least": N_("weeks before the first verdict"),
    "weeks_at_most": N_("weeks at most"),
    "weights": N_("weights"),
    "within": N_("longest time asked for"),
    "work": N_("work of the call-taker"),
    "wrap_up": N_("wrap-up"),
    "wrap_up_duplicate": N_("wrap-up of a known incident"),
}
_PAIRS = {
    ("burst", "at_most"): N_("further callers: at most"),
    ("burst", "more_callers"): N_("further callers: how many"),
    ("burst", "share"): N_("share with further callers"),
    ("burst", "spread"): N_("further callers: within what time"),
    ("desk", "staffing"): N_("people at the desk"),
    ("redial", "at_most"): N_("further tries at most"),
    ("redial", "delay"): N_("time until the next try"),
}
_SHARES = frozenset(
    ("absence", "after_abandoning", "after_blocked", "at_least", "no_answer", "refuse", "share",
     "shrinkage", "transport", "call_takers", "dispatchers")
)  # fmt: skip
_SILENT = frozenset(
    ("desk", "field", "incidents", "calls", "nuisance", "value", "roads", "agencies")
)
"""Keys that add nothing for a reader."""


def part_of(path: KeyPath) -> str:
    """Return the part of the scenario that a path lies in; "" for the whole file."""
    head = str(path[0]) if path else ""
    return head if head in PARTS else ""


def owner_and_field(path: KeyPath, names: Names) -> tuple[str, str]:
    """Return whose number it is, and which, in words; either may be empty."""
    rest = [key for key in path[1:] if isinstance(key, str)]
    owner = ""
    head = str(path[0]) if path else ""
    if head == "agencies" and rest:
        owner, rest = names.agency(rest[0]), rest[1:]
    elif head == "targets" and rest:
        owner, rest = names.target(rest[0]), rest[1:]
    elif head == "situations" and rest:
        known = rest[0] in names.scenario.situations
        owner, rest = (names.situation(rest[0]) if known else rest[0]), rest[1:]
        rest = ["channels_left" if key == "channels" else key for key in rest]
    elif head == "demand" and len(rest) > 1 and rest[0] in ("incidents", "calls", "nuisance"):
        owner = names.category(rest[1])
        if rest[0] == "nuisance":
            owner = _("Nuisance callers")
            if len(names.scenario.demand.nuisance) > 1:
                owner = _("Nuisance callers ({name})").format(name=rest[1])
        rest = rest[2:]
    elif head == "lines" and len(rest) > 1 and rest[0] == "trunks":
        owner, rest = names.trunk(rest[1]), rest[2:]
    if "shifts" in rest[:-1]:
        at = rest.index("shifts")
        shift = _("shift {name}").format(name=rest[at + 1])
        owner, rest = f"{owner}, {shift}" if owner else shift, rest[at + 2 :]
    if tuple(rest[-2:]) in _PAIRS:
        spoken = [_word(key, names) for key in rest[:-2] if key not in _SILENT]
        return owner, ": ".join([*spoken, _(_PAIRS[rest[-2], rest[-1]])])
    spoken = [_word(key, names) for key in rest if key not in _SILENT]
    # "work: talk" says no more than "talk"
    if len(spoken) > 1 and rest[-2] in ("rate", "work", "redial"):
        spoken = [*spoken[:-2], spoken[-1]]
    return owner, ": ".join(spoken)


def is_share(path: KeyPath) -> bool:
    """Tell whether a share stands at a path."""
    keys = [key for key in path if isinstance(key, str)]
    if not keys:
        return False
    absent = len(keys) > 1 and keys[-2] in ("staff_absence", "units_absence", "channels")
    return keys[-1] in _SHARES or absent or (keys[0] == "targets" and keys[-1] == "at_most")


def _word(key: str, names: Names) -> str:
    if key in _KEYS:
        return _(_KEYS[key])
    if key == "*":
        return _("all")
    if key in PARTS:
        return _(PARTS[key])
    return names.category(key) if names.category(key) != key else names.agency(key)
