"""Read what stands behind --precision: a target or a measure, and a half-width."""

from __future__ import annotations

import math
from collections.abc import Sequence

import typer

from results.measures.catalogue import MEASURES
from results.measures.question import MeasureQuestion, question_of
from results.measures.standard import standard_questions
from results.precision.asked import PrecisionAsked, Unit
from scenarios.problems import suggestion
from scenarios.schema.base import parse_duration, parse_share
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _

OPTION = "--precision"
_NOTHING_KNOWN = 0.5
"""Half-width at which an interval of a share holds every share; 1 was meant as 1 %."""


def precision_asked(texts: Sequence[str], scenario: Scenario) -> tuple[PrecisionAsked, ...]:
    """Read what is asked, each as NAME=HALF-WIDTH.

    A target's name asks what the target asks, in each of its parts; a measure's asks the measure
    as a whole, as every run shows it.

    Raises
    ------
    typer.BadParameter
        If something is not as it should be; says everything at once.
    """
    found: dict[str, PrecisionAsked] = {}
    wrong = []
    for text in texts:
        try:
            asked = _asked(text, scenario)
        except ValueError as error:
            wrong.append(f"{OPTION} {text}: {error}")
            continue
        if asked.name in found:
            again = _("is asked twice; leave one out")
            wrong.append(f"{OPTION} {text}: {asked.name} {again}")
        found[asked.name] = asked
    if wrong:
        raise typer.BadParameter("\n".join(wrong))
    return tuple(found.values())


def _asked(text: str, scenario: Scenario) -> PrecisionAsked:
    name, equals, width = (part.strip() for part in text.partition("="))
    if not equals or not name or not width:
        raise ValueError(
            _("is not NAME=HALF-WIDTH; write it as in service_level=1% or answer_time=0.5s")
        )
    question = _question(name, scenario)
    unit = _unit(question)
    return PrecisionAsked(name, question, _half_width(width, unit), unit, name in scenario.targets)


def _question(name: str, scenario: Scenario) -> MeasureQuestion:
    target = scenario.targets.get(name)
    if target is not None:
        if target.evidence == "load_test":
            raise ValueError(
                _("is a target that only a load test shows; name one that is simulated")
            )
        return question_of(target)
    measures = {
        q.measure: q
        for q in standard_questions(scenario.targets.values())
        if q.by == "all" and not MEASURES[q.measure].technical
    }
    if name in measures:
        return measures[name]
    if name in MEASURES:
        raise ValueError(_("is a measure that only a load test shows; name one that is simulated"))
    targets = [n for n, t in scenario.targets.items() if t.evidence != "load_test"]
    otherwise = _(
        "name a target of the scenario ({targets}), or a measure ({measures}), as in "
        "service_level=1%"
    ).format(targets=", ".join(targets), measures=", ".join(measures))
    remedy = suggestion(name, [*measures, *targets], otherwise)
    raise ValueError(_("is neither a target nor a measure; {remedy}").format(remedy=remedy))


def _unit(question: MeasureQuestion) -> Unit:
    if question.statistic in ("share", "within", "ratio"):
        return "1"
    return MEASURES[question.measure].unit


def _half_width(text: str, unit: Unit) -> float:
    try:
        width = {"1": parse_share, "s": parse_duration, "calls": _count}[unit](_read(text, unit))
    except ValueError as error:
        raise ValueError(_expected(unit)) from error
    if not 0 < width < {"1": _NOTHING_KNOWN}.get(unit, math.inf):
        raise ValueError(_expected(unit))
    return width


def _read(text: str, unit: Unit) -> str | float:
    """Return the text, or the number that it is where a share may be one."""
    if unit == "1" and "%" not in text:
        return float(text.replace(",", "."))
    return text


def _count(text: str | float) -> float:
    return float(str(text).replace(",", "."))


def _expected(unit: Unit) -> str:
    return {
        "1": _("is a share; write its half-width in points, as in 1% or 0.5%"),
        "s": _("is a time; write its half-width with a unit, as in 0.5s or 2 min"),
        "calls": _("is a number a week; write its half-width as a number above 0, as in 50"),
    }[unit]
