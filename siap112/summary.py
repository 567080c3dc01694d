"""The result of a command as plain data: the shape that `--json` puts on standard output."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from results.measures.rows import MeasureRow
from results.verdict.load_test import no_load_test
from results.verdict.reason import Reason
from results.verdict.region import RegionVerdict
from results.verdict.target_verdict import TargetVerdict
from scenarios.schema.scenario import Scenario
from scenarios.schema.targets import Target
from scenarios.text import N_


def summary_of(verdict: RegionVerdict, rows: Iterable[MeasureRow], **more: Any) -> dict[str, Any]:
    """Return {"verdict", "targets", "measures", ...}; NaN and infinity become null.

    Parameters
    ----------
    verdict : RegionVerdict
    rows : iterable of MeasureRow
    **more
        Further parts, as "load_test".
    """
    said = verdict.to_dict()
    targets = said.pop("targets")
    whole = {
        "verdict": said,
        "targets": targets,
        "measures": [row.to_dict() for row in rows],
        **more,
    }
    plain: dict[str, Any] = _plain(whole)
    return plain


def latencies_seen(seen: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float | None]]:
    """Return the latencies that a load test measured: number, median and p95, real seconds.

    Parameters
    ----------
    seen : mapping of name to ascending values, s
    """
    return {
        name: {
            "n": len(values),
            "median": float(np.quantile(values, 0.5)) if values else None,
            "p95": float(np.quantile(values, 0.95)) if values else None,
        }
        for name, values in seen.items()
    }


def not_simulated(name: str, target: Target) -> TargetVerdict:
    """Return the verdict on a target whose simulation did not come about."""
    return replace(
        no_load_test(name, target), source="sim", reason=Reason(N_("Nothing was simulated."))
    )


def asking_for(scenario: Scenario, evidence: Literal["simulation", "load_test"]) -> Scenario:
    """Return the scenario with the targets that one kind of evidence can decide.

    A target that asks for both is judged by the one at hand.
    """
    targets = {
        name: target.model_copy(update={"evidence": evidence})
        for name, target in scenario.targets.items()
        if target.evidence in (evidence, "both")
    }
    return scenario.model_copy(update={"targets": targets})


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
