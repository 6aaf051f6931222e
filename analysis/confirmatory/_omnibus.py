"""All conditions at once, where there are three or more."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.between import KruskalResult, kruskal_wallis
from analysis.data import Dataset
from analysis.design import FriedmanResult, friedman
from protocols import Outcome


@dataclass(frozen=True, eq=False)
class Omnibus:
    """One outcome under all conditions."""

    outcome: Outcome
    """The declared outcome."""
    result: FriedmanResult | KruskalResult
    """Friedman's test, or that of Kruskal and Wallis between participants, with every pair of conditions."""


def omnibus_tests(dataset: Dataset, means: pd.DataFrame) -> tuple[Omnibus, ...]:
    """Rank test over all conditions of each outcome that a hypothesis is about; none for fewer than three conditions.

    The pairs of one outcome share the plan's correction; each hypothesis keeps the correction of its own family.

    Parameters
    ----------
    dataset
        For plan, conditions and design.
    means
        Participant means, as `participant_means` gives them.

    References
    ----------
    Friedman 1937, Journal of the American Statistical Association 32:675; Kruskal and Wallis 1952, ibid. 47:583.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes, participant_means
    >>> dataset = example_dataset()
    >>> omnibus_tests(dataset, participant_means(outcomes(dataset)))  # two conditions: the comparison itself says it all
    ()
    """
    if len(dataset.study.protocol.design.conditions) < 3 or dataset.withheld:
        return ()
    return tuple(_tests(dataset, means))


def _tests(dataset: Dataset, means: pd.DataFrame) -> Iterator[Omnibus]:
    plan = dataset.study.protocol.analysis
    tested = {hypothesis.outcome for hypothesis in plan.hypotheses}
    test = kruskal_wallis if dataset.study.protocol.design.kind == "between" else friedman
    for outcome in plan.outcomes:
        if outcome.id in tested:
            rows = means[means["outcome"] == outcome.id]
            ordered = rows.assign(condition=pd.Categorical(rows["condition"], categories=list(dataset.conditions)))
            yield Omnibus(outcome, test(ordered, "value", correction=plan.correction, confidence=plan.confidence))
