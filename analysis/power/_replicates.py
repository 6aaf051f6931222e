"""Simulated studies, each run through the declared analysis."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, FloatArray
from analysis.confirmatory import FAMILIES, ModelResult, promised_tests
from analysis.data import TABLES, Dataset
from analysis.power._assumptions import Assumptions, assumed_effects, outcome_effects, right_share
from analysis.power._responses import response_of
from protocols import Outcome, Study, sequences

OnProgress = Callable[[int, int], None]
"""Called with the number of simulated studies done, and of all."""


@dataclass(frozen=True)
class Scenario:
    """A study of a given size under given assumptions, simulated a number of times."""

    study: Study
    """Whose primary hypotheses are tested."""
    participants: int
    """How many are allocated; sequences in turn, nobody leaves."""
    simulations: int
    """How many studies."""
    seed: int
    """Equal seeds give equal studies."""
    assumptions: Assumptions
    """What is true."""
    null: bool = False
    """Whether all effects are zero instead."""
    models: bool = True
    """Whether declared mixed models are fitted; without them the design-based tests decide, in a tenth of the time."""

    def __post_init__(self) -> None:
        """Refuses sizes that mean nothing."""
        if self.participants < 2 or self.simulations < 1:
            raise AnalysisError(
                f"{self.participants} participants simulated {self.simulations} times: give 2 and 1 at least."
            )


def primary_study(study: Study) -> Study:
    """The study with its primary hypotheses alone, and without rules that exclude participants."""
    plan = study.protocol.analysis
    primary = tuple(hypothesis for hypothesis in plan.hypotheses if hypothesis.family == "primary")
    if not primary:
        raise AnalysisError("The plan declares no primary hypothesis: there is no power to speak of.")
    narrowed = plan.model_copy(update={"hypotheses": primary, "exclusions": ()})
    return replace(study, protocol=study.protocol.model_copy(update={"analysis": narrowed}))


def replicates(scenario: Scenario, on_progress: OnProgress | None = None) -> pd.DataFrame:
    """Simulate the study again and again, and run its promised tests each time.

    Outcomes are drawn at the level of trials and periods (see `Assumptions`), then tested by the very function that the report
    calls, correction included. The outcomes of one participant are drawn independently of each other.

    Parameters
    ----------
    scenario
        Study, size, seed and assumptions.
    on_progress
        Called after each simulated study.

    Returns
    -------
    pandas.DataFrame
        One row a simulated study and primary hypothesis: `replicate, hypothesis, decided_by, p_value, p_adjusted, estimate, ci_low,
        ci_high` of what decides, `mean, std_error` of the participants' differences, and the `truth` in units of the outcome.

    References
    ----------
    Morris, White and Crowther 2019, Statistics in Medicine 38:2074 (simulation studies).

    Examples
    --------
    >>> from protocols import load_study
    >>> scenario = Scenario(load_study("skingen"), 8, simulations=2, seed=1, assumptions=Assumptions(), models=False)
    >>> replicates(scenario)[["replicate", "hypothesis", "decided_by"]].head(3).to_dict("list")
    {'replicate': [0, 0, 0], 'hypothesis': ['h1', 'h2', 'h3'], 'decided_by': ['test', 'test', 'test']}
    """
    study = primary_study(scenario.study)
    plan = study.protocol.analysis
    dataset = _allocated(study, scenario.participants)
    effects = assumed_effects(study, scenario.assumptions)
    logits = {effect.hypothesis: 0.0 if scenario.null else effect.logits for effect in effects}
    truths = {effect.hypothesis: 0.0 if scenario.null else effect.difference for effect in effects}
    rows = []
    near: Mapping[str, ModelResult] = {}
    for number in range(scenario.simulations):
        rng = np.random.default_rng([scenario.seed, scenario.participants, number])
        values = _values(dataset, scenario.assumptions, outcome_effects(plan, logits), rng)
        results = promised_tests(dataset, values, models=FAMILIES if scenario.models else (), near=near)
        near = {result.hypothesis.id: result.model for result in results if result.model is not None}
        for result in results:
            rows.append(
                {
                    "replicate": number,
                    "hypothesis": result.hypothesis.id,
                    "decided_by": result.decided_by,
                    "p_value": result.p_value,
                    "p_adjusted": result.p_adjusted,
                    "estimate": result.effect.estimate,
                    "ci_low": result.effect.ci_low,
                    "ci_high": result.effect.ci_high,
                    "mean": result.comparison.t.mean,
                    "std_error": result.comparison.t.std_error,
                    "truth": truths[result.hypothesis.id],
                }
            )
            if number == 0 and not np.isfinite(result.p_value) and result.messages:
                raise AnalysisError(f"Hypothesis {result.hypothesis.id} cannot be tested: {result.messages[0]}")
        if on_progress is not None:
            on_progress(number + 1, scenario.simulations)
    return pd.DataFrame(rows)


def _allocated(study: Study, participants: int) -> Dataset:
    """A dataset in which everyone saw every case that the sequences plan, in turn, and has not answered."""
    planned = sequences(study.protocol.design)
    correct = {case.id: case.ai_correct for case in study.stimuli.cases}
    people = [(f"P{number:05d}", planned[number % len(planned)]) for number in range(participants)]
    trials = [
        {
            "participant": person,
            "sequence": sequence.id,
            "period": period.number,
            "case": case,
            "case_set": case_set,
            "condition": condition,
            "ai_correct": correct[case],
        }
        for person, sequence in people
        for period in sequence.periods
        for case_set, condition in period.cells
        for case in study.protocol.design.case_sets[case_set]
    ]
    allocations = [{"participant": person, "sequence": sequence.id} for person, sequence in people]
    filled = {"trials": trials, "allocations": allocations}
    frames = {table: pd.DataFrame(filled.get(table, []), columns=list(columns)) for table, columns in TABLES.items()}
    return Dataset.from_frames(frames, study, fingerprint="0" * 64)


def _values(
    dataset: Dataset,
    assumptions: Assumptions,
    effects: Mapping[tuple[str, str], tuple[float, float]],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Tidy outcomes of one simulated study."""
    plan = dataset.study.protocol.analysis
    tested = {hypothesis.outcome for hypothesis in plan.hypotheses}
    parts = []
    for outcome in plan.outcomes:
        if outcome.id not in tested:
            continue
        rows = _rows(dataset.trials, outcome)
        level = _level(rows, dataset.study, outcome, assumptions, effects, rng)
        drawn = response_of(dataset.study, outcome).draw(level, rng)
        parts.append(rows.assign(outcome=outcome.id, value=drawn))
    return pd.concat(parts, ignore_index=True)


def _rows(trials: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """The rows in which the outcome is measured, without values."""
    rows = trials[["participant", "condition", "period", "case", "ai_correct"]]
    if outcome.score is not None:
        rows = rows.drop_duplicates(["participant", "period"]).reset_index(drop=True)
        return rows.assign(
            case=pd.Series(pd.NA, index=rows.index, dtype="str"),
            ai_correct=pd.Series(pd.NA, index=rows.index, dtype="boolean"),
        )
    if outcome.measure in {"over_reliance", "under_reliance"}:
        return rows[rows["ai_correct"] == (outcome.measure == "under_reliance")].reset_index(drop=True)
    return rows


def _level(
    rows: pd.DataFrame,
    study: Study,
    outcome: Outcome,
    assumptions: Assumptions,
    effects: Mapping[tuple[str, str], tuple[float, float]],
    rng: np.random.Generator,
) -> FloatArray:
    """Latent levels, logits, shape (rows,)."""
    code = rows["ai_correct"].astype("Float64").fillna(0.0).to_numpy(dtype=float) - (right_share(study, outcome) or 0.0)
    level = assumptions.wrongness * code + rng.normal(0, assumptions.occasion_sd, len(rows))
    for (name, treatment), (main, interaction) in effects.items():
        if name == outcome.id and treatment != study.protocol.analysis.reference:
            level += (rows["condition"] == treatment).to_numpy() * (main + interaction * code)
    condition = pd.factorize(rows["condition"])[0]
    groups = [("participant", assumptions.participant_sd, assumptions.participant_effect_sd)]
    if outcome.score is None:
        groups.append(("case", assumptions.case_sd, assumptions.case_effect_sd))
    for group, sd, effect_sd in groups:
        member, names = pd.factorize(rows[group])
        level += rng.normal(0, sd, len(names))[member]
        # two deviations of variance half differ by a deviation of the declared spread
        level += rng.normal(0, effect_sd / np.sqrt(2), (len(names), condition.max() + 1))[member, condition]
    return np.asarray(level)


def rejections(found: pd.DataFrame, column: str, alpha: float) -> Iterator[tuple[str, int, int]]:
    """By hypothesis, in declared order: how many p values lie below alpha, and how many there are."""
    for name, rows in found.groupby("hypothesis", sort=False):
        yield str(name), int((rows[column] < alpha).sum()), len(rows)
