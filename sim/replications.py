"""Many replications until the targets are decided, or what was asked is known, or the cap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from results.block_files import blocks_there
from results.measures.evidence import Evidence, join_evidence
from results.precision.asked import PrecisionAsked
from results.precision.found import PrecisionFound, precision_found
from results.run_folder import RunFolder
from results.verdict.looks import Looks
from results.verdict.target_verdict import TargetVerdict
from results.verdict.targets import judge_simulation, more_weeks_wanted
from scenarios.latencies import Latencies
from scenarios.schema.scenario import Scenario
from sim.block import Block, BlockTask, block_of, play_and_pack, play_and_write
from sim.engine import Engine
from sim.executors.executor import Executor, in_any_order
from sim.kept_blocks import kept_block
from sim.model_hash import model_hash
from sim.standing import Standing, Watcher


@dataclass(frozen=True)
class Simulated:
    """What the replications showed.

    Parameters
    ----------
    evidence, verdicts : by target, of the complete prefix of weeks
    weeks : int
        Complete weeks of evidence.
    interrupted : bool
        The user stopped it; what was finished is there.
    precision : tuple of PrecisionFound
        How precisely what was asked is known.
    """

    evidence: Mapping[str, Evidence]
    verdicts: Mapping[str, TargetVerdict]
    weeks: int
    interrupted: bool = False
    precision: tuple[PrecisionFound, ...] = ()


def simulate(
    scenario: Scenario,
    seed: int,
    folder: RunFolder,
    *,
    executor: Executor,
    latencies: Latencies | None = None,
    engine: Engine = "twin",
    precision: Sequence[PrecisionAsked] = (),
    progress: Callable[[Standing], None] | None = None,
) -> Simulated:
    """Play weeks by doubling until every simulated target is decided, or the cap is reached.

    Where a precision is asked, that alone decides when it is enough: every measure asked is
    known to its half-width. The looks are the same, and so is what each costs: the 5 % of every
    interval is divided by their number, whichever rule ends the run.

    Looks are at complete prefixes of weeks in the order of their index, so neither the number
    of workers nor their speed changes the result. Blocks that lie in the folder already are
    taken as they are: whoever calls has made sure that they are of this very run.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    folder : RunFolder
        Each finished replication is written there as a block.
    latencies : Latencies, optional
        Measured ones, instead of the scenario's.
    engine : Engine
        Both give the same tables.
    executor : Executor
        Who plays; it stays open.
    precision : sequence of PrecisionAsked
    progress : callable, optional
        Told how far it is, now and then and at each look.

    Returns
    -------
    Simulated
    """
    questions = tuple(p.question for p in precision if not p.is_target)
    task = BlockTask(scenario, seed, latencies, engine, questions)
    looks = Looks.of(scenario.run)
    found = _Found(task, precision)
    targets = {n: t for n, t in scenario.targets.items() if t.evidence != "load_test"}
    watcher = Watcher(targets, precision, looks, progress)
    player = _Player(task, folder, executor)
    look = 0
    try:
        for look, weeks in enumerate(looks.weeks):
            watcher.tell(look, found.evidence, found.weeks, at_look=True)
            for replication, block in player.blocks(range(found.count, weeks // task.weeks)):
                found.put(replication, block)
                watcher.tell(look, found.evidence, found.weeks)
            watcher.tell(look + 1, found.evidence, found.weeks, at_look=True)
            if not _goes_on(scenario, found, precision, looks, look + 1):
                break
    except KeyboardInterrupt:
        executor.settle()
        for replication, block in player.finished(found):
            found.put(replication, block)
        return found.simulated(looks, len(looks), interrupted=True)
    return found.simulated(looks, look + 1)


def _goes_on(
    scenario: Scenario, found: _Found, precision: Sequence[PrecisionAsked], looks: Looks, look: int
) -> bool:
    """Tell whether another look is needed."""
    targets, asked = found.evidence()
    if precision:
        known = (precision_found(p, e, looks) for p, e in zip(precision, asked, strict=True))
        return not all(p.reached for p in known)
    return more_weeks_wanted(judge_simulation(scenario, targets, look=look, looks=len(looks)))


class _Found:
    """The blocks at hand.

    Each replication is put once: the number is its key.
    """

    def __init__(self, task: BlockTask, precision: Sequence[PrecisionAsked]) -> None:
        self._task, self._precision = task, precision
        self._blocks: dict[int, Block] = {}
        self.count = 0
        """Replications of the complete prefix."""

    def put(self, replication: int, block: Block) -> None:
        self._blocks[replication] = block
        while self.count in self._blocks:
            self.count += 1

    @property
    def replications(self) -> set[int]:
        return set(self._blocks)

    @property
    def weeks(self) -> int:
        return self.count * self._task.weeks

    def evidence(self) -> tuple[dict[str, Evidence], list[Evidence]]:
        """Return the evidence of the complete prefix, on the targets and on what was asked."""
        blocks = [self._blocks[r] for r in range(self.count)]
        if not blocks:
            return {}, []
        targets = {n: join_evidence([b.targets[n] for b in blocks]) for n in blocks[0].targets}
        answers = [join_evidence(parts) for parts in zip(*(b.asked for b in blocks), strict=True)]
        of_question = dict(zip(self._task.questions, answers, strict=True))
        return targets, [
            targets[p.name] if p.is_target else of_question[p.question] for p in self._precision
        ]

    def simulated(self, looks: Looks, look: int, *, interrupted: bool = False) -> Simulated:
        targets, asked = self.evidence()
        return Simulated(
            targets,
            judge_simulation(self._task.scenario, targets, look=look, looks=len(looks)),
            self.weeks,
            interrupted,
            tuple(precision_found(p, e, looks) for p, e in zip(self._precision, asked, strict=True))
            if asked
            else (),
        )


class _Player:
    """Plays replications, or takes those that lie in the folder."""

    def __init__(self, task: BlockTask, folder: RunFolder, executor: Executor) -> None:
        self.executor = executor
        self._task, self._folder = task, folder
        self._waiting: dict[Future[Any], int] = {}

    def blocks(self, replications: range) -> Iterator[tuple[int, Block]]:
        """Yield (replication, block) as they come."""
        to_play = []
        there = self._there()
        for replication in replications:
            kept = self._kept(replication) if replication in there else None
            if kept is None:
                to_play.append(replication)
            else:
                yield replication, kept
        for replication, played in in_any_order(
            self.executor, self._submit, to_play, self._waiting
        ):
            yield replication, self._taken(replication, played)

    def finished(self, found: _Found) -> Iterator[tuple[int, Block]]:
        """Yield what came to its end after `blocks` was broken off, and what else is kept."""
        for future, replication in list(self._waiting.items()):
            if future.done() and not future.cancelled() and future.exception() is None:
                yield replication, self._taken(replication, future.result())
        for replication in sorted(self._there() - found.replications):
            kept = self._kept(replication)
            if kept is not None:
                yield replication, kept

    def _submit(self, replication: int) -> Future[Any]:
        if self.executor.shares_disk:
            return self.executor.submit(play_and_write, self._task, self._folder.path, replication)
        return self.executor.submit(play_and_pack, self._task, model_hash(), replication)

    def _taken(self, replication: int, played: Any) -> Block:
        """Return what was played, after writing it down for workers that cannot."""
        if isinstance(played, Block):
            return played
        block, content = played
        self._folder.write_block(replication, content)
        return block  # type: ignore[no-any-return]

    def _there(self) -> set[int]:
        prefix, behind = blocks_there(self._folder.blocks)
        return {*prefix, *behind}

    def _kept(self, replication: int) -> Block | None:
        records = kept_block(self._folder, replication)
        return None if records is None else block_of(self._task, records, replication)
