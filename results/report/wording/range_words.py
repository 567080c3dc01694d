"""Assumptions, the ends of their ranges, and what came of them, in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from results.number_forms import number, quantity
from results.report.wording.names import Names
from results.report.wording.scenario_words import is_share, owner_and_field
from results.report.wording.value_words import value_words
from results.verdict.flip import TargetAtEnd
from results.verdict.outcome import OUTCOME_LABELS
from results.verdict.ranges_tried import AssumptionTried, EndTried
from results.verdict.target_verdict import TargetVerdict
from scenarios.key_path import KeyPath, parse_path
from scenarios.provenance import parse_factor
from scenarios.text import gettext as _
from scenarios.text import ngettext

Verdicts = dict[str, TargetVerdict]
_WORTH_SAYING = 0.1
"""A target that went less of the way to its bound is not named."""


def place_of(path: str) -> KeyPath:
    """Return the key path of an assumption; "" is the whole file."""
    return parse_path(path) if path else ()


def place_words(path: str, names: Names) -> str:
    """Return an assumption in words, as "Ambulance: turnout by day"."""
    owner, field = owner_and_field(place_of(path), names)
    if owner and field:
        return _("{owners}: {field}").format(owners=owner, field=field)
    return owner or field or _("all numbers")


def end_words(path: str, written: str | int | float) -> str:
    """Return an end of a range in words, as "90 s", "1.3 times", "10 %"."""
    factor = parse_factor(written)
    if factor is not None:
        return _("{n} times").format(n=number(factor, 4))
    if isinstance(written, str) and written.isdigit():
        written = int(written)
    elif isinstance(written, str) and written.replace(".", "", 1).isdigit():
        written = float(written)
    if isinstance(written, int) and place_of(path)[-1:] == ("people",):
        return ngettext("{n} person", "{n} people", written).format(n=number(written))
    return value_words(written, share=is_share(place_of(path)))


def at_end_words(assumption: AssumptionTried, end: str, names: Names, verdicts: Verdicts) -> Markup:
    """Return what the targets that flip within a range come to at one end of it."""
    tried = assumption.ends.get(end)
    written = assumption.range_low if end == "low" else assumption.range_high
    at = end_words(assumption.path, written)
    if tried is None:
        return escape(_("{value}, as assumed").format(value=at))
    if not tried.targets:
        return escape(_("{value}: not replayed to the end").format(value=at))
    if tried.reach < 1:
        at = _("towards {value}, as far as the scenario's rules allow").format(value=at)
    lines = [
        _found_words(name, tried.targets[name], names, verdicts)
        for name in assumption.turned
        if name in tried.targets
    ]
    return Markup("<br>").join([escape(f"{at}:"), *map(escape, lines)])


def _found_words(name: str, at: TargetAtEnd, names: Names, verdicts: Verdicts) -> str:
    outcome = _(OUTCOME_LABELS[at.outcome])
    return f"{names.target(name)}: {outcome}, {quantity(at.estimate, verdicts[name].unit)}"


def turned_words(assumption: AssumptionTried, names: Names) -> str:
    """Return which targets flip at which end, in a sentence's middle."""
    said = []
    for end, written in (("low", assumption.range_low), ("high", assumption.range_high)):
        tried = assumption.ends.get(end, EndTried())
        turned = [name for name, at in tried.targets.items() if at.turned]
        said += [
            _("{target}: {outcome} at {value}").format(
                target=names.target(name),
                outcome=_(OUTCOME_LABELS[tried.targets[name].outcome]),
                value=end_words(assumption.path, written),
            )
            for name in turned
        ]
    return "; ".join(said)


def effect_words(tried: Sequence[AssumptionTried], names: Names, verdicts: Verdicts) -> str:
    """Return what the ends of one or several assumptions do to the targets."""
    turned = list(dict.fromkeys(name for a in tried for name in a.turned))
    states = {a.state for a in tried}
    if turned:
        text = ngettext("flips: {targets}", "flip: {targets}", len(tried))
        return text.format(targets="; ".join(names.target(name) for name in turned))
    if "not_tried" in states:
        return _("not tried")
    if "briefly" in states:
        weeks = max(end.weeks for a in tried for end in a.ends.values())
        text = _("no sign of a flip in {n} weeks, too few to judge by")
        if max(a.furthest for a in tried) >= 1:
            text = _("may well flip a target, after {n} weeks, too few to judge by")
        return text.format(n=number(weeks))
    if states == {"measured"}:
        return _("measured in this run")
    if states == {"without_effect"}:
        return _("changes nothing that is simulated")
    nearest = _nearest(tried)
    if nearest is None:
        return _("no target flips")
    name, at = nearest
    return _("no target flips; at most {target}: {found} instead of {before}").format(
        target=names.target(name),
        found=quantity(at.estimate, verdicts[name].unit),
        before=quantity(verdicts[name].estimate, verdicts[name].unit),
    )


def _nearest(tried: Sequence[AssumptionTried]) -> tuple[str, TargetAtEnd] | None:
    """Return the target that came nearest to its bound, and how near."""
    found = [
        (end.way[name], name, at)
        for a in tried
        for end in a.ends.values()
        for name, at in end.targets.items()
        if end.way.get(name, 0.0) >= _WORTH_SAYING
    ]
    if not found:
        return None
    _way, name, at = max(found, key=lambda item: item[:2])
    return name, at
