"""The page docs/truth.md: what it says, and how it is read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.truth.catalogue import WRONG_IN_ALL, experiments, wrong_each
from tests.truth.claims import Claim, Experiment, found, played
from tests.truth.coverage import RARE, Coverage, cases, coverage

PAGE = Path(__file__).parents[2] / "docs" / "truth.md"
ORDINARY = 0.05
ABOUT = {
    "Published numbers": "Asked of the measures that `siap112 simulate` prints (the third and "
    "fourth: of the waits themselves). Erlang C and A as in the textbooks; M/M/10+M is the queue "
    "of `benchmarks/engines.py`.",
    "Erlang B": "Talk of 60 s, as many call-takers as lines; a call that meets no free line is "
    "lost.",
    "Insensitivity": "Only the mean of the holding time (60 s) matters to Erlang B, not its "
    "distribution.",
    "Erlang C": "Talk of 60 s, callers who wait as long as it takes. That the share answered in "
    "20 s is right shows the order of the queue too: last come, first served has the same mean "
    "wait.",
    "Erlang A": "Talk of 60 s, exponential patience, from light load to overload. `mean wait of "
    "all` counts those who give up.",
    "Constant staff as shifts": "The relief waits for the place of whoever still talks, so that "
    "constant staff written as shifts is constant staff: Erlang C. A model that lets old and new "
    "staff serve at once finds a fraction of these waits.",
    "A day of changing demand and staff": "Mt/M/st+M: talk of 600 s, patience of 900 s, a rate and "
    "a head count for each hour, each day begins empty. At a decrease whoever is at work finishes, "
    "so that more are busy than are scheduled, and a call begins only below the scheduled number. "
    "The oracle solves Kolmogorov's forward equations for what callers find, and the backward "
    "ones for how long they wait then (`tests/truth/day.py`). By the hour of arrival; `mean wait` "
    "counts those who give up.",
    "Days that differ": "A gamma factor of mean 1 multiplies each day's demand: counts are "
    "negative binomial, and waits are Erlang A's mixed over the factor by a Gauss-Laguerre rule "
    "(talk of 180 s, patience of 360 s, the first two hours of each day left out).",
    "Redial": "Who waits at home to try again is part of the state (a Markov chain, "
    "`tests/truth/redial.py`). Talk of 180 s, patience of 270 s, 90 s until the next try.",
    "Units in use": "M/G/infinity: with always enough units the number out is Poisson, whatever "
    "the work on scene is like.",
    "Priorities": "Tasks of three priorities (20, 30 and 50 % of the load) wait for units; "
    "nobody is called back. Mean waits by Cobham (1954), Kella and Yechiali (1985).",
    "Two units at two posts": "Places 1, 2 and 3 lie at 0, 0.3 and 1 of the way from post 1 to "
    "post 2 and have 50, 20 and 30 % of the incidents. The nearest free unit goes; a unit that "
    "clears takes the next waiting task from where it is; travel and work on scene (1000 s) are "
    "exponential. Larson's hypercube with travel and a queue (`tests/truth/two_units.py`).",
}
ROW = re.compile(
    r"^\| (?P<claim>[^|]+) \| (?P<exact>[^|]+) \| (?P<ours>[^|]+) \| (?P<low>[^|]+) to "
    r"(?P<high>[^|]+) \| (?P<n>\d+) \| (?P<seed>\d+) \|$",
    re.MULTILINE,
)
COVERED = re.compile(
    r"^\| (?P<case>[^|]+) \| (?P<seeds>\d+) \| (?P<share>[\d.]+) % \| (?P<least>[\d.]+) to "
    r"(?P<most>[\d.]+) % \|$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Row:
    """A claim and the sums of its replications."""

    experiment: Experiment
    claim: Claim
    sums: NDArray[np.float64]

    def line(self, claims: int) -> str:
        """Return the line of the page that has so many."""
        seen = found(self.claim, self.sums, wrong_each(claims))
        low, high = number(seen.low), number(seen.high)
        return (
            f"{beginning(self.experiment, self.claim)} {number(seen.value)} | {low} to {high} | "
            f"{seen.n:.0f} | {self.experiment.seed} |"
        )


def number(value: float) -> str:
    """Return a number as the page has it: five digits."""
    return f"{value:.5g}"


def percent(share: float, digits: int = 1) -> str:
    """Return a share as percent."""
    return f"{100 * share:.{digits}f} %"


def beginning(experiment: Experiment, claim: Claim) -> str:
    """Return what of a claim's line does not depend on luck."""
    printed = "" if claim.published is None else f" (published: {claim.published})"
    unit = f", {claim.unit}" if claim.unit else ""
    text = f"{experiment.name}: {claim.text}{unit}"
    return f"| {text} | {number(claim.exact)}{printed} |"


def rows_of(experiment: Experiment, claims: Sequence[Claim]) -> list[Row]:
    """Play an experiment."""
    sums = played(experiment, claims)
    return [Row(experiment, c, s) for c, s in zip(claims, sums, strict=True)]


def written(tell: Callable[[str], None] = lambda _: None) -> str:
    """Play all, and return the page."""
    all_claims = [(e, e.claims()) for e in experiments()]
    rows: list[Row] = []
    for experiment, claims in all_claims:
        tell(f"{experiment.section}: {experiment.name}")
        rows += rows_of(experiment, claims)
    covered: list[Coverage] = []
    for case in cases():
        tell(f"coverage: {case.name}, {case.weeks} weeks")
        covered += coverage(case, case.seeds)
    return "\n".join([*_head(rows, covered), *_sections(rows)]) + "\n"


def _head(rows: Sequence[Row], covered: Sequence[Coverage]) -> list[str]:
    claims = len(rows)
    missed = sum(not found(r.claim, r.sums, wrong_each(claims)).holds(r.claim.exact) for r in rows)
    outside = sum(not found(r.claim, r.sums, ORDINARY).holds(r.claim.exact) for r in rows)
    return [
        "# Is the model right?",
        "",
        "This page is for readers who doubt. Each row is a claim about a queue whose answer is "
        "known without any simulation: the exact value, by a formula or a small Markov chain, and "
        "what our simulation finds. Scenarios are drawn and played as `siap112 simulate` does it, "
        "by the compiled twin; rows that say `engine simpy` by the reference. (That both write "
        "the same tables, value for value, is tested elsewhere: `tests/sim/twin`.)",
        "",
        "The page is written by `python -m tests.truth` (some minutes) and held by "
        "`tests/truth`: each run of the tests computes all exact values anew and plays some of "
        "the experiments; `-m long` plays all and compares every digit. The oracles are in "
        "`tests/sim/erlang.py` and `tests/truth`; they share no code with the model, and "
        "`tests/truth/test_oracles.py` tests them against one another.",
        "",
        "**The rule.** Our interval is the one by which targets are judged (shares: Wilson with "
        "design effect and Student's quantile; means: ratio estimator), over independent "
        f"replications. All {claims} intervals together may miss with a probability of "
        f"{percent(WRONG_IN_ALL, 0)} (Bonferroni), so each is a "
        f"{percent(1 - wrong_each(claims), 4)} interval. "
        "Seeds are fixed: the same page comes out each time. n is the number of observations "
        "(calls, tasks, days, instants; for occupancies seconds).",
        "",
        f"**What came out.** {claims - missed} of {claims} exact values lie within our interval. "
        f"Of ordinary 95 % intervals {outside} would miss ({percent(outside / claims)}); "
        "5 % is what right ones do, so ours are not wide for nothing. "
        "`python -m tests.truth.mutation` breaks the model (old and new staff serve at once, who "
        "gives up keeps the line, last come first served, priorities ignored, ...) and shows that "
        "each break makes rows of this page wrong.",
        "",
        "| section | claims | middle half-width | outside 95 % |",
        "|---|---|---|---|",
        *_summary(rows),
        "",
        "## Do 95 % intervals hold the truth in 95 % of cases?",
        "",
        "The intervals of the verdict on centres whose truth is known: simulated for some weeks "
        "with many seeds. Chance leaves the range of the last column where the true figure is 95 % "
        f"(wrong once in {1 / RARE:.0f}, one row by itself). Less would be a false certainty, and "
        "fails the tests. More is the safe side: of few failures and of many cells less is claimed "
        "than is known, since the design effect is never taken below 1, and Student's quantile "
        "counts weeks although the design effect of 168 hours is pooled over all of them.",
        "",
        "| centre and measure | seeds | held | chance leaves |",
        "|---|---|---|---|",
        *(covered_line(c) for c in covered),
    ]


def covered_line(seen: Coverage) -> str:
    """Return a line on coverage."""
    return (
        f"| {seen.case}: {seen.text} | {seen.seeds} | {percent(seen.share)} | "
        f"{100 * seen.least:.1f} to {percent(seen.most)} |"
    )


def _summary(rows: Sequence[Row]) -> list[str]:
    lines = []
    for section, group in groupby(rows, lambda r: r.experiment.section):
        of = list(group)
        halves, outside = [], 0
        for row in of:
            seen = found(row.claim, row.sums, wrong_each(len(rows)))
            outside += not found(row.claim, row.sums, ORDINARY).holds(row.claim.exact)
            halves.append((seen.high - seen.low) / 2 / row.claim.exact)
        lines.append(f"| {section} | {len(of)} | {percent(float(np.median(halves)))} | {outside} |")
    return lines


def _sections(rows: Sequence[Row]) -> list[str]:
    lines: list[str] = []
    for section, group in groupby(rows, lambda r: r.experiment.section):
        lines += ["", f"## {section}", "", ABOUT[section], ""]
        lines += ["| claim | exact | ours | interval | n | seed |", "|---|---|---|---|---|---|"]
        lines += [row.line(len(rows)) for row in group]
    return lines
