"""The confirmatory analysis of a dataset."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import pandas as pd

from analysis._result import SUMMARY_COLUMNS
from analysis.confirmatory._comparison import Comparison, compare
from analysis.confirmatory._design import participant_design
from analysis.confirmatory._flow import Flow, flow
from analysis.confirmatory._hypotheses import HypothesisResult, design_notes, promised_tests
from analysis.confirmatory._model_result import ModelResult
from analysis.confirmatory._omnibus import Omnibus, omnibus_tests
from analysis.confirmatory._reliability import ScaleReliability, reliability
from analysis.confirmatory._sets import AnalysisSet, analysis_sets
from analysis.data import Dataset
from analysis.outcomes import outcomes, participant_means, undefined


@dataclass(frozen=True, eq=False)
class Results:
    """Everything that the plan promised.

    >>> from analysis import example_dataset
    >>> results = run_plan(example_dataset())
    >>> results.summary().query("hypothesis == 's4'").round(2)[["term", "estimate", "p_adjusted"]]
                   term  estimate  p_adjusted
    22  mean_difference      0.92         NaN
    23   hodges_lehmann      0.83        0.02
    >>> [found.hypothesis.id for found in results.family("primary")]
    ['h1', 'h2', 'h3']
    """

    dataset: Dataset
    """The data."""
    values: pd.DataFrame
    """Tidy outcomes: `participant, condition, period, case, ai_correct, outcome, value`."""
    means: pd.DataFrame
    """Participant means: `participant, condition, outcome, value, n_values, n_rows`."""
    undefined: pd.DataFrame
    """Participants without a defined value: `outcome, condition, n, n_undefined`."""
    hypotheses: tuple[HypothesisResult, ...]
    """The promised tests on everyone allocated."""
    outcomes: tuple[Comparison, ...]
    """Every declared outcome under every condition against the reference, promised or not."""
    sets: tuple[AnalysisSet, ...]
    """The promised tests with each exclusion rule and with all of them."""
    flow: Flow
    """Participant flow."""
    reliability: tuple[ScaleReliability, ...]
    """Internal consistency."""
    omnibus: tuple[Omnibus, ...]
    """All conditions at once, by outcome; empty for fewer than three conditions."""

    def summary(self) -> pd.DataFrame:
        """One row an estimate of a promised test: `term, estimate, std_error, statistic, p_value, ci_low, ci_high`, with
        `hypothesis, family, n, p_adjusted` before them; `n` counts participants compared, for a model its rows."""
        rows = []
        for result in self.hypotheses:
            comparison, model = result.comparison, result.model
            sources = [
                (source.summary(), comparison.sample.n, result.decided_by == "test" and source is comparison.test)
                for source in (comparison.t, comparison.ranks)
            ]
            if model is not None:
                n = 0 if model.fit is None else model.fit.n_observations
                sources.append((_model_summary(model), n, result.decided_by == "model"))
            for frame, n, decides in sources:
                frame.insert(0, "hypothesis", result.hypothesis.id)
                frame.insert(1, "family", result.hypothesis.family)
                frame.insert(2, "n", n)
                nothing = [float("nan")] * len(frame)
                frame.insert(3, "p_adjusted", [result.p_adjusted, *nothing[1:]] if decides else nothing)
                rows.append(frame)
        if not rows:
            return pd.DataFrame(columns=["hypothesis", "family", "n", "p_adjusted", *SUMMARY_COLUMNS])
        return pd.concat(rows, ignore_index=True)

    def percent_changes(self) -> pd.DataFrame:
        """Descriptive percent changes: `outcome, treatment, n, reference_mean, treatment_mean, estimate, ci_low, ci_high`."""
        return pd.DataFrame(
            [
                {
                    "outcome": found.outcome.title,
                    "treatment": found.treatment,
                    "n": found.percent.n,
                    "reference_mean": found.percent.reference_mean,
                    "treatment_mean": found.percent.treatment_mean,
                    "estimate": found.percent.estimate,
                    "ci_low": found.percent.bootstrap.ci_low,
                    "ci_high": found.percent.bootstrap.ci_high,
                }
                for found in self.outcomes
            ]
        )

    def alphas(self) -> pd.DataFrame:
        """Cronbach's alpha: `scale, condition, n_items, n, alpha, ci_low, ci_high`."""
        return pd.DataFrame(
            [
                {
                    "scale": found.scale,
                    "condition": found.condition,
                    "n_items": found.n_items,
                    "n": found.result.n,
                    "alpha": found.result.alpha,
                    "ci_low": found.result.ci_low,
                    "ci_high": found.result.ci_high,
                }
                for found in self.reliability
            ]
        )

    def family(self, name: str) -> tuple[HypothesisResult, ...]:
        """The results of the `primary` or `secondary` hypotheses."""
        return tuple(result for result in self.hypotheses if result.hypothesis.family == name)


def run_plan(dataset: Dataset) -> Results:
    """Run the protocol's analysis plan.

    The primary set is everyone allocated, in the condition in which each answer was given, with every answered case and no
    exclusions. A participant enters a comparison with answers under both conditions, or between participants under one.
    What cannot be computed says why in the `messages` of its result, and the rest is computed.

    Parameters
    ----------
    dataset
        Data of one study in one mode.

    Source: the sets of participants follow ICH E9 (1998), section 5.2, and its addendum on estimands, ICH E9(R1) (2019).

    Examples
    --------
    >>> from analysis.data import TABLES
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> results = run_plan(Dataset.from_frames(nobody, load_study("skingen")))
    >>> results.hypotheses[0].comparison.messages[-1]
    'No pair of answers: nothing can be computed.'
    """
    values = allocated_outcomes(dataset)
    means = participant_means(values)
    hypotheses = promised_tests(dataset, values)
    return Results(
        dataset=dataset,
        values=values,
        means=means,
        undefined=undefined(means),
        hypotheses=hypotheses,
        outcomes=tuple(_all_outcomes(dataset, values, hypotheses)),
        sets=tuple(analysis_sets(dataset, values, hypotheses)),
        flow=flow(dataset),
        reliability=reliability(dataset),
        omnibus=omnibus_tests(dataset, means),
    )


def allocated_outcomes(dataset: Dataset) -> pd.DataFrame:
    """Tidy outcomes of everyone allocated, which is what the plan is run on: columns as `outcomes` gives them.

    >>> from analysis import example_dataset
    >>> allocated_outcomes(example_dataset())["participant"].nunique()
    8
    """
    values = outcomes(dataset)
    return values[values["participant"].isin(dataset.allocations["participant"])]


def _model_summary(model: ModelResult) -> pd.DataFrame:
    """The contrast on the scale of the link with the deciding p value, and the effect in units of the outcome."""
    rows = [
        replace(model.coefficient, term=f"model_{model.link}", statistic=model.statistic, p_value=model.p_value),
        replace(model.effect, term="model_effect"),
    ]
    return pd.DataFrame([asdict(row) for row in rows])


def _all_outcomes(
    dataset: Dataset, values: pd.DataFrame, hypotheses: tuple[HypothesisResult, ...]
) -> Iterator[Comparison]:
    promised = {
        (result.hypothesis.outcome, result.hypothesis.treatment): result.comparison
        for result in hypotheses
        if result.hypothesis.contrast == "condition"
    }
    plan = dataset.study.protocol.analysis
    treatments = [condition for condition in dataset.conditions if condition != plan.reference]
    designs = {treatment: participant_design(dataset, treatment, plan.reference) for treatment in treatments}
    for outcome in plan.outcomes:
        for treatment in treatments:
            yield promised.get((outcome.id, treatment)) or compare(
                values, outcome, plan, treatment, design=designs[treatment], notes=design_notes(dataset)
            )
