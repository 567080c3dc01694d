"""Compare two scenarios, or two runs, on the same traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from results.measures.evidence import Evidence
from results.measures.tally import tally
from results.paired.questions import PairedQuestion, paired_questions
from results.paired.row import PairedTarget, paired_target
from results.run_folder import OpenedRun, open_run
from results.whole_file import holds_run
from scenarios.duty import shift_of_hour
from scenarios.loading import LoadedScenario, from_resolved, load_scenario
from scenarios.run_clock import run_clock
from scenarios.schema.scenario import Scenario
from scenarios.text import gettext as _
from siap112.asking import Asked
from siap112.compiling import compile_twin
from siap112.console import Screen
from siap112.executor_asked import executor_asked
from siap112.run_begun import SCENARIO_TOML

if TYPE_CHECKING:
    from results.records import Records


class NotComparable(Exception):  # noqa: N818 - what it says is the state of two things
    """Two things cannot be laid side by side; says why, and what to do."""

    is_bad_input = True


@dataclass(frozen=True)
class Side:
    """One of the two.

    Parameters
    ----------
    name : str
        As it was given.
    loaded : LoadedScenario
    changes : tuple of str
        What was put over it alone, as it was written.
    """

    name: str
    loaded: LoadedScenario
    changes: tuple[str, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """Its scenario."""
        return self.loaded.scenario

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "name": self.name,
            "scenario": self.scenario.name,
            "scenario_hash": self.loaded.hash,
            "changes": list(self.changes),
        }


@dataclass(frozen=True)
class Compared:
    """What a comparison showed.

    Parameters
    ----------
    a, b : Side
    kind : "scenarios" or "runs"
    seed, weeks : int
    targets : tuple of PairedTarget
        Targets, then measures.
    notes : tuple of str
        What the reader must know of how far the two can be compared.
    interrupted : bool
    """

    a: Side
    b: Side
    kind: Literal["scenarios", "runs"]
    seed: int
    weeks: int
    targets: tuple[PairedTarget, ...]
    notes: tuple[str, ...] = ()
    interrupted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "kind": self.kind,
            "seed": self.seed,
            "weeks": self.weeks,
            "interrupted": self.interrupted,
            "notes": list(self.notes),
            "differences": [row.to_dict() for target in self.targets for row in target.rows()],
        }


def is_run(name: str) -> bool:
    """Tell whether a word names a run folder."""
    return holds_run(Path(name))


def compare_scenarios(
    a: Side, b: Side, asked: Asked, screen: Screen, *, weeks: int | None, workers: int = 2
) -> Compared:
    """Simulate both on the same traces, and pair them week by week.

    Parameters
    ----------
    a, b : Side
    asked : Asked
        Seed, engine and cluster.
    weeks : int, optional
        Of evidence; the fewer of the two scenarios' weeks_at_most when left out.

    Raises
    ------
    NotComparable
        If the runs are of different lengths or begin at different times.
    ScenarioError
        If one would need more memory than this machine has.
    """
    from sim.memory.check import check_memory
    from sim.side_by_side import play_side_by_side

    _same_clock(a, b)
    here = 0 if asked.dask else workers
    for side in (a, b):  # weeks are answered one by one: no records are kept
        check_memory(side.scenario, workers=here, engine=asked.engine, weeks_together=False)
    wanted = weeks or min(a.scenario.run.weeks_at_most, b.scenario.run.weeks_at_most)
    questions = paired_questions(a.scenario.targets, b.scenario.targets)
    with executor_asked(asked, workers) as executor:
        compile_twin(asked, screen)
        with screen.progress() as progress:
            bar = progress.add_task(_("Side by side"), total=wanted, detail="")
            played = play_side_by_side(
                a.scenario,
                b.scenario,
                asked.seed,
                wanted,
                [q.question for q in questions],
                engine=asked.engine,
                executor=executor,
                progress=lambda done: progress.update(bar, completed=done),
            )
    found = Compared(a, b, "scenarios", asked.seed, played.weeks, (), (), played.interrupted)
    return _paired(found, questions, played.a, played.b)


def compare_runs(a: Path, b: Path) -> Compared:
    """Pair two runs week by week, as far as both go.

    Raises
    ------
    RunFolderError
        If one is no run.
    NotComparable
        If they are of different seeds or clocks, or have no weeks in common.
    """
    runs = [_simulation_in(path) for path in (a, b)]
    sides = [
        Side(str(path), from_resolved(run.path / SCENARIO_TOML))
        for path, run in zip((a, b), runs, strict=True)
    ]
    seeds = [run.manifest.seed for run in runs]
    if seeds[0] != seeds[1]:
        message = _(
            "{a} has the seed {seed_a} and {b} the seed {seed_b}: they played different calls. "
            "Simulate both with the same --seed"
        )
        raise NotComparable(message.format(a=a, b=b, seed_a=seeds[0], seed_b=seeds[1]))
    _same_clock(*sides)
    weeks = min(_weeks_of(run, side) for run, side in zip(runs, sides, strict=True))
    if weeks == 0:
        empty = [str(path) for path, run in zip((a, b), runs, strict=True) if not run.records]
        message = _("{a} and {b} have no week in common; without weeks: {empty}. Simulate again")
        raise NotComparable(message.format(a=a, b=b, empty=", ".join(empty) or "-"))
    questions = paired_questions(sides[0].scenario.targets, sides[1].scenario.targets)
    evidence = [
        tuple(_answer(run.records, q, side, weeks) for q in questions)
        for run, side in zip(runs, sides, strict=True)
        if run.records is not None
    ]
    found = Compared(sides[0], sides[1], "runs", seeds[0], weeks, (), _other_ways(runs))
    return _paired(found, questions, evidence[0], evidence[1])


def loaded_side(name: str, both: Asked, situations: Sequence[str], settings: Sequence[str]) -> Side:
    """Load one of the two scenarios: what is put over both, then what is put over it alone."""
    loaded = load_scenario(
        name,
        situations=(*both.situations, *situations),
        settings=(*both.settings, *settings),
    )
    return Side(name, loaded, (*situations, *settings))


def _paired(
    found: Compared,
    questions: Sequence[PairedQuestion],
    a: Sequence[Evidence],
    b: Sequence[Evidence],
) -> Compared:
    if not a:
        return found
    targets = [
        paired_target(q.name, of_a, of_b, is_target=q.is_target)
        for q, of_a, of_b in zip(questions, a, b, strict=True)
    ]
    notes = list(found.notes)
    otherwise = [q.name for q in questions if q.differs]
    if otherwise:
        message = _("Targets that the second asks otherwise are asked as the first does: {names}.")
        notes.append(message.format(names=", ".join(otherwise)))
    return replace(found, targets=tuple(targets), notes=tuple(notes))


def _same_clock(a: Side, b: Side) -> None:
    runs = a.scenario.run, b.scenario.run
    if run_clock(runs[0]) == run_clock(runs[1]) and runs[0].days == runs[1].days:
        return
    names = ("length", "start_date", "start_day", "start_time", "warm_up", "days")
    plain = [run.model_dump(mode="json") for run in runs]
    other = [f"run.{n}: {plain[0][n]}, {plain[1][n]}" for n in names if plain[0][n] != plain[1][n]]
    message = _(
        "A ({a}) and B ({b}) have no weeks in common, for their runs differ in length or "
        "beginning ({differ}); make them alike, as with --set"
    )
    raise NotComparable(message.format(a=a.name, b=b.name, differ="; ".join(other)))


def _other_ways(runs: Sequence[OpenedRun]) -> tuple[str, ...]:
    """Return in what else the runs differ than in their scenarios."""
    one, other = (run.manifest for run in runs)
    notes = []
    if one.model != other.model:
        notes.append(_("Other versions of siap112 or of numpy played the two runs."))
    if one.latencies != other.latencies:
        notes.append(_("The two runs played other latencies, measured in load tests."))
    return tuple(notes)


def _simulation_in(path: Path) -> OpenedRun:
    run = open_run(path)
    if run.manifest.source == "ready" and is_run(str(path / "sim")):
        return open_run(path / "sim")
    if run.manifest.source == "loadtest":
        message = _(
            "{path}: holds a load test alone, which has no weeks; give the folder of a simulation"
        )
        raise NotComparable(message.format(path=path))
    return run


def _weeks_of(run: OpenedRun, side: Side) -> int:
    """Return the weeks of a run: those it was judged by, else those of its finished blocks."""
    if run.records is None:
        return 0
    if run.manifest.weeks:
        return run.manifest.weeks
    weeks = run_clock(side.scenario.run).weeks
    last = max((int(t["week"].max()) for t in run.records.tables().values() if len(t)), default=-1)
    return -(-(last + 1) // weeks) * weeks


def _answer(records: Records | None, question: PairedQuestion, side: Side, weeks: int) -> Evidence:
    assert records is not None
    shifts = shift_of_hour(side.scenario.call_takers.staffing)
    return tally(records, question.question, weeks=range(weeks), shift_of_hour=shifts)
