"""Every reasonable analysis of a primary hypothesis, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis._result import Estimate
from analysis.confirmatory import HypothesisResult, ModelResult, Results
from analysis.sensitivity._first_period import first_period_difference
from analysis.sensitivity._linear import LinearModels, linear_models
from protocols import Hypothesis

PATH_COLUMNS = ("participants", "method", "estimate", "std_error", "ci_low", "ci_high", "declared")
MEANS, RANKS = "mean difference", "Hodges–Lehmann"
ADJUSTED, STRATA = "adjusted for period and case set", "adjusted for strata"
DECLARED, LINEAR, FIRST = "declared model", "linear mixed model", "first period alone"


@dataclass(frozen=True, eq=False)
class Multiverse:
    """The paths of one hypothesis.

    >>> from protocols import load_study
    >>> paths = pd.DataFrame({"method": ["declared model", "first period alone"], "estimate": [0.4, -0.1], "declared": [True, False]})
    >>> Multiverse(load_study("skingen").protocol.analysis.hypotheses[0], paths).same_sign
    0.5
    """

    hypothesis: Hypothesis
    """As declared."""
    paths: pd.DataFrame
    """One row a path: `participants, method, estimate, std_error, ci_low, ci_high, declared`; estimates in units of the outcome,
    `declared` marks the path that decides. A path that gives no interval is left out."""

    @property
    def same_sign(self) -> float:
        """Share of paths whose estimate has the sign of the deciding one; NaN where none decides."""
        own = self.paths.loc[self.paths["declared"], "estimate"]
        return float("nan") if own.empty else float((self.paths["estimate"] * own.iloc[0] > 0).mean())


def multiverse(results: Results, linear: LinearModels | None = None) -> tuple[Multiverse, ...]:
    """Everyone allocated and per protocol, each by every method that estimates the contrast in units of the outcome.

    The methods: participants' mean difference, Hodges-Lehmann estimate, least squares adjusted for period and case set, the
    declared model, the same formula as a linear mixed model (another coding of the outcome and another link), and the first
    period alone. So there are at most twelve paths and four mixed fits a primary hypothesis, of which two were made by
    `run_plan`; nothing is drawn at random. Paths share data: their agreement is no replication.

    Parameters
    ----------
    results
        As `run_plan` gives them.
    linear
        As `linear_models` gives them for the same data, where they are known already.

    Source: Steegen et al. (2016), Perspectives on Psychological Science 11:702; Simonsohn, Simmons & Nelson (2020), Nature
    Human Behaviour 4:1208.

    >>> from analysis.confirmatory import run_plan
    >>> from analysis.data import TABLES, Dataset
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> [len(found.paths) for found in multiverse(run_plan(Dataset.from_frames(nobody, load_study("skingen"))))]
    [0, 0, 0]
    """
    linear = linear_models(results.dataset, results.values) if linear is None else linear
    return tuple(
        Multiverse(
            result.hypothesis,
            pd.DataFrame(list(_paths(results, result.hypothesis, linear)), columns=list(PATH_COLUMNS)),
        )
        for result in results.family("primary")
    )


def _paths(results: Results, hypothesis: Hypothesis, linear: LinearModels) -> Iterator[dict[str, object]]:
    everyone, per_protocol = results.sets[0], results.sets[-1]
    sets = [("everyone", everyone)]
    if per_protocol.participants != everyone.participants:
        sets.append(("per protocol", per_protocol))
    for title, analysed in sets:
        result = next(found for found in analysed.hypotheses if found.hypothesis.id == hypothesis.id)
        values = results.values[results.values["participant"].isin(analysed.members)]
        deciding = DECLARED if result.decided_by == "model" else MEANS
        for method, found in _estimates(results, values, result, linear.get((hypothesis.id, analysed.members))):
            if pd.notna(found.ci_low):
                yield {
                    "participants": title,
                    "method": method,
                    "estimate": found.estimate,
                    "std_error": found.std_error,
                    "ci_low": found.ci_low,
                    "ci_high": found.ci_high,
                    "declared": analysed is everyone and method == deciding,
                }


def _estimates(
    results: Results, values: pd.DataFrame, result: HypothesisResult, linear: ModelResult | None
) -> Iterator[tuple[str, Estimate]]:
    comparison, hypothesis = result.comparison, result.hypothesis
    ranks = comparison.ranks
    yield MEANS, comparison.t.estimates()[0]
    yield RANKS, Estimate(RANKS, ranks.estimate, ci_low=ranks.ci_low, ci_high=ranks.ci_high)
    yield STRATA if "stratum" in comparison.adjusted.adjusted_for else ADJUSTED, comparison.adjusted.difference
    if result.model is not None:
        yield DECLARED, result.model.effect
    if linear is not None:
        yield LINEAR, linear.effect
    if results.dataset.study.protocol.design.kind == "crossover":
        yield (
            FIRST,
            first_period_difference(
                values,
                hypothesis.outcome,
                comparison.reference,
                comparison.treatment,
                contrast=hypothesis.contrast,
                confidence=comparison.plan.confidence,
            ),
        )
