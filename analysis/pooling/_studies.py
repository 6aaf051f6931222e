"""The same hypothesis in several exported studies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis._gate import AnalysisError
from analysis._result import Estimate
from analysis.confirmatory import HypothesisResult, promised_tests
from analysis.data import Dataset
from analysis.outcomes import outcomes
from analysis.pooling._pool import PooledResult, pool
from protocols import Outcome


@dataclass(frozen=True, eq=False)
class PooledHypothesis:
    """One outcome and contrast, over all studies that promised a test of it.

    >>> from analysis.pooling import pool
    >>> from protocols import load_study
    >>> outcome = load_study("skingen").protocol.analysis.outcomes[1]
    >>> studies = {"first": Estimate("trust", 0.4, 0.2), "second": Estimate("trust", 0.6, 0.1)}
    >>> given = [0.4, 0.6], [0.2, 0.1]
    >>> pooled = {"fixed": pool(*given, method="fixed"), "random": pool(*given)}
    >>> found = PooledHypothesis(outcome, "condition", "skingen", "text", studies, **pooled, messages=())
    >>> found.table()["term"].tolist(), found.table()["estimate"].round(2).tolist()
    (['first', 'second', 'Fixed effect', 'Random effects', 'Effect of a further study'], [0.4, 0.6, 0.56, 0.56, 0.56])
    """

    outcome: Outcome
    """The outcome, as the first study declares it."""
    contrast: str
    """`condition` or `condition:ai_correct`."""
    treatment: str
    """Condition compared with the reference."""
    reference: str
    """Reference condition."""
    studies: Mapping[str, Estimate]
    """Deciding estimate of each study that has one, in units of the outcome."""
    fixed: PooledResult | None
    """One common effect; None with fewer than two estimates."""
    random: PooledResult | None
    """Effects that differ between studies."""
    messages: tuple[str, ...]
    """Which studies give no estimate, and what a reader must know of the pooling."""

    def table(self) -> pd.DataFrame:
        """Rows for a forest plot: `term, estimate, ci_low, ci_high, weight, primary`; pooled ones are `primary`."""
        shares = self.random.weights if self.random is not None else (float("nan"),) * len(self.studies)
        rows = [
            (name, found.estimate, found.ci_low, found.ci_high, share, False)
            for (name, found), share in zip(self.studies.items(), shares, strict=True)
        ]
        if self.fixed is not None and self.random is not None:
            for name, result in (("Fixed effect", self.fixed), ("Random effects", self.random)):
                rows.append((name, result.pooled.estimate, result.pooled.ci_low, result.pooled.ci_high, 100.0, True))
            rows.append(("Effect of a further study", self.random.pooled.estimate, *self.random.prediction, 0.0, True))
        return pd.DataFrame(rows, columns=["term", "estimate", "ci_low", "ci_high", "weight", "primary"])


def pool_studies(
    datasets: Mapping[str, Dataset], *, method: str = "reml", confidence: float = 0.95
) -> tuple[PooledHypothesis, ...]:
    """Pool every hypothesis that two studies or more promised: same outcome, contrast, treatment and reference condition.

    Each study enters with the estimate that decides by its own plan, in units of the outcome, and its standard error.

    Parameters
    ----------
    datasets
        At least two, by the name that they get in tables.
    method
        `reml` or `pm`, for the random effects.
    confidence
        Level of the intervals.

    `AnalysisError` where the data of people and of bots are mixed, one export is given twice, an outcome is measured on different
    scales, or no hypothesis is shared.

    References
    ----------
    Borenstein, Hedges, Higgins and Rothstein 2009, Introduction to Meta-Analysis, ch. 11 and 12; estimators as in
    `pool`.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> found = pool_studies({"first": example_dataset(4), "second": example_dataset(4, seed=2)})
    >>> [(each.outcome.id, each.contrast, list(each.studies)) for each in found[:1]]
    [('perceived_comprehension', 'condition', ['first', 'second'])]
    """
    if len(datasets) < 2:
        raise AnalysisError("Give two exports at least: one study alone is what `study report` is for.")
    _distinct(datasets)
    found: dict[tuple[str, str, str, str], dict[str, HypothesisResult]] = {}
    for name, dataset in datasets.items():
        values = outcomes(dataset)
        values = values[values["participant"].isin(dataset.allocations["participant"])]
        reference = dataset.study.protocol.analysis.reference
        for result in promised_tests(dataset, values):
            declared = result.hypothesis
            key = (declared.outcome, declared.contrast, declared.treatment, reference)
            found.setdefault(key, {})[name] = result
    shared = {key: results for key, results in found.items() if len(results) > 1}
    if not shared:
        raise AnalysisError(
            "These studies share no hypothesis: outcome, contrast and both conditions must have the same names."
        )
    return tuple(_pooled(key, results, method, confidence) for key, results in shared.items())


def _pooled(
    key: tuple[str, str, str, str], results: Mapping[str, HypothesisResult], method: str, confidence: float
) -> PooledHypothesis:
    _, contrast, treatment, reference = key
    scales = {(result.comparison.outcome.unit, result.comparison.outcome.range) for result in results.values()}
    outcome = next(iter(results.values())).comparison.outcome
    if len(scales) > 1:
        raise AnalysisError(
            f"Outcome '{outcome.id}' is measured on different scales in these studies: it cannot be pooled."
        )
    known = {name: result.effect for name, result in results.items() if result.effect.std_error > 0}
    messages = [
        f"{name} gives no estimate with a standard error and is left out." for name in results if name not in known
    ]
    fixed = random = None
    if len(known) > 1:
        y, se = [each.estimate for each in known.values()], [each.std_error for each in known.values()]
        fixed = pool(y, se, method="fixed", confidence=confidence)
        random = pool(y, se, method=method, confidence=confidence)
        messages += random.messages
    else:
        messages.append("Fewer than two studies give an estimate: nothing can be pooled.")
    return PooledHypothesis(outcome, contrast, treatment, reference, known, fixed, random, tuple(messages))


def _distinct(datasets: Mapping[str, Dataset]) -> None:
    modes = sorted({dataset.mode for dataset in datasets.values()})
    if len(modes) > 1:
        raise AnalysisError(f"Data of {' and '.join(modes)} sessions are not pooled: export one mode.")
    people: Sequence[frozenset[str]] = [frozenset(dataset.participants["participant"]) for dataset in datasets.values()]
    for place, one in enumerate(people):
        for other, two in enumerate(people[:place]):
            if one & two:
                names = list(datasets)
                raise AnalysisError(
                    f"{names[other]} and {names[place]} have participants in common, {min(one & two)} for one: they are no "
                    "independent studies."
                )
