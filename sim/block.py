"""One replication: what is to be played, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from results.block_files import packed
from results.measures.evidence import Evidence
from results.measures.question import MeasureQuestion
from results.measures.tally import tally
from results.records import Records
from results.run_folder import RunFolder
from results.verdict.targets import simulated_evidence
from scenarios.duty import shift_of_hour
from scenarios.latencies import Latencies
from scenarios.run_clock import run_clock
from scenarios.schema.scenario import Scenario
from scenarios.territory import territory
from scenarios.text import gettext as _
from sim.engine import Engine
from sim.model_hash import model_hash
from sim.simulate import simulate_replication


@dataclass(frozen=True)
class BlockTask:
    """What is to be played, but for the number of the replication.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    latencies : Latencies, optional
        Measured ones, instead of the scenario's.
    engine : Engine
    questions : tuple of MeasureQuestion
        Asked of the records besides the targets.
    """

    scenario: Scenario
    seed: int
    latencies: Latencies | None = None
    engine: Engine = "twin"
    questions: tuple[MeasureQuestion, ...] = ()

    @property
    def weeks(self) -> int:
        """Weeks of evidence in one replication."""
        return run_clock(self.scenario.run).weeks

    def records(self, replication: int) -> Records:
        """Play one replication."""
        return simulate_replication(
            self.scenario, self.seed, replication, latencies=self.latencies, engine=self.engine
        )


@dataclass(frozen=True)
class Block:
    """What one replication says.

    Parameters
    ----------
    targets : mapping of target to Evidence
        Of those that ask for the simulation.
    asked : tuple of Evidence
        On the task's questions, in their order.
    """

    targets: Mapping[str, Evidence]
    asked: tuple[Evidence, ...] = ()


class OtherModel(Exception):  # noqa: N818 - what it says is the worker's state
    """A worker has another version of the model than whoever asks."""

    is_bad_input = True


def block_of(task: BlockTask, records: Records, replication: int) -> Block:
    """Return what the records of one replication say."""
    weeks = range(replication * task.weeks, (replication + 1) * task.weeks)
    shifts = shift_of_hour(task.scenario.call_takers.staffing)
    return Block(
        evidence_of(task.scenario, records, replication),
        tuple(tally(records, q, weeks=weeks, shift_of_hour=shifts) for q in task.questions),
    )


def evidence_of(scenario: Scenario, records: Records, replication: int) -> dict[str, Evidence]:
    """Return what one replication says about each simulated target."""
    weeks = run_clock(scenario.run).weeks
    land = territory(scenario.place)
    return simulated_evidence(
        scenario,
        records,
        weeks=range(replication * weeks, (replication + 1) * weeks),
        kecamatan=[c for c, w in zip(land.codes, land.weights, strict=True) if w > 0],
        shift_of_hour=shift_of_hour(scenario.call_takers.staffing),
    )


def play_and_write(task: BlockTask, folder: Path, replication: int) -> Block:
    """Play one replication, write its block, and return what it says."""
    records = task.records(replication)
    RunFolder(folder).write_block(replication, records)
    return block_of(task, records, replication)


def play_and_pack(task: BlockTask, model: str, replication: int) -> tuple[Block, bytes]:
    """Play one replication, and return what it says and its block, for whoever writes it.

    Parameters
    ----------
    model : str
        The asker's `model_hash`.

    Raises
    ------
    OtherModel
        If this process has another version of the model: its calls would be others.
    """
    must_be_of_model(model)
    records = task.records(replication)
    return block_of(task, records, replication), packed(records)


def play_and_tell(task: BlockTask, model: str, replication: int) -> Block:
    """Play one replication, and return what it says; nobody keeps its records.

    Raises
    ------
    OtherModel
        As in `play_and_pack`.
    """
    must_be_of_model(model)
    return block_of(task, task.records(replication), replication)


def must_be_of_model(model: str) -> None:
    """Refuse to play for somebody who has another version of the model.

    Raises
    ------
    OtherModel
        If this process' `model_hash` is another.
    """
    if model != model_hash():
        raise OtherModel(
            _(
                "A worker of the cluster has another version of siap112 or of numpy ({theirs}, "
                "here {ours}), so that it would play other calls; install the same on all."
            ).format(theirs=model_hash(), ours=model)
        )
