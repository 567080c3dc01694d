"""What two simulations are asked: the targets of both, and each measure as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from results.measures.catalogue import MEASURES
from results.measures.question import MeasureQuestion, question_of
from results.measures.standard import standard_questions
from scenarios.schema.targets import Target


@dataclass(frozen=True)
class PairedQuestion:
    """A question to both.

    Parameters
    ----------
    name : str
        Of the target, or the measure.
    question : MeasureQuestion
    is_target : bool
    differs : bool
        Both have a target of this name, and the second asks otherwise: it is asked the first's.
    """

    name: str
    question: MeasureQuestion
    is_target: bool
    differs: bool = False


def paired_questions(
    a: Mapping[str, Target], b: Mapping[str, Target]
) -> tuple[PairedQuestion, ...]:
    """Return the questions: simulated targets of a, those of b alone, then measures.

    A measure that a target asks in the very same way is not asked again.
    """
    found = []
    for name, target in {**b, **a}.items():
        if target.evidence == "load_test":
            continue
        question = question_of(target)
        differs = name in a and name in b and question_of(b[name]) != question
        found.append(PairedQuestion(name, question, True, differs))
    order = {name: i for i, name in enumerate({**a, **b})}
    found.sort(key=lambda q: order[q.name])
    asked = {q.question for q in found}
    for question in standard_questions([*a.values(), *b.values()]):
        measure = MEASURES[question.measure]
        if question.by == "all" and not measure.technical and question not in asked:
            found.append(PairedQuestion(question.measure, question, False))
    return tuple(found)
