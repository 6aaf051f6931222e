"""Power by number of participants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, confidence_level
from analysis._result import Estimate, Result
from analysis.agreement import wilson_interval
from analysis.power._assumptions import Assumptions, Effect, assumed_effects
from analysis.power._closed_form import paired_t_power
from analysis.power._replicates import Scenario, primary_study, rejections, replicates
from protocols import Study

OnStudy = Callable[[str, int, int], None]
"""Called with what is simulated, how many studies are done, and of how many."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PowerCurve(Result):
    """How often each primary hypothesis is found, by number of participants."""

    table: pd.DataFrame
    """`hypothesis, participants, simulations, rejected, power, ci_low, ci_high, dz, paired_t`: the interval is that of the Monte
    Carlo error, `dz` the standardised difference of participants' means in the simulated studies, `paired_t` the closed-form
    power of an uncorrected paired t test of that dz."""
    effects: tuple[Effect, ...]
    """What was true."""
    assumptions: Assumptions
    """Spreads on the latent scale."""
    alpha: float
    """Level of the primary family."""
    correction: str
    """Correction over the primary family."""
    seed: int
    """Seed of the simulation."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a hypothesis and number of participants."""
        return [
            Estimate(f"{row.hypothesis} | {row.participants}", row.power, ci_low=row.ci_low, ci_high=row.ci_high)
            for row in self.table.itertuples()
        ]


def power_curve(
    study: Study,
    participants: Sequence[int],
    *,
    simulations: int,
    seed: int,
    assumptions: Assumptions | None = None,
    models: bool = True,
    confidence: float = 0.95,
    on_progress: OnStudy | None = None,
) -> PowerCurve:
    """Power of the declared analysis for every primary hypothesis: the share of simulated studies in which it is found.

    Every study is tested as declared, correction over the primary family included, so the power of one hypothesis depends on
    the effects of the others.

    Parameters
    ----------
    study
        Design, cases and plan.
    participants
        Sizes to simulate.
    simulations
        Studies of each size. The interval of a power of 80% is 11 points wide with 200, 5 with 1,000.
    seed
        Equal seeds give equal curves.
    assumptions
        What is true; the defaults of `Assumptions` if absent.
    models
        Whether declared mixed models are fitted; otherwise the design-based tests decide.
    confidence
        Level of the Monte Carlo intervals (Wilson).
    on_progress
        Called after each simulated study.

    `AnalysisError` where the plan cannot be simulated or tested, with the reason.

    References
    ----------
    Arnold et al. 2011, BMC Medical Research Methodology 11:94 (power by simulation).

    Examples
    --------
    >>> from protocols import load_study
    >>> curve = power_curve(load_study("skingen"), [8], simulations=2, seed=1, models=False)
    >>> list(curve.summary()["term"])
    ['h1 | 8', 'h2 | 8', 'h3 | 8']
    """
    confidence_level(confidence)
    if not participants:
        raise AnalysisError("Name at least one number of participants.")
    assumed = assumptions or Assumptions()
    narrowed = primary_study(study)
    plan = narrowed.protocol.analysis
    effects = assumed_effects(narrowed, assumed)
    scenario = Scenario(narrowed, participants[0], simulations, seed, assumed, models=models)
    sizes = sorted(set(participants))
    rows = []
    for place, size in enumerate(sizes):
        shown = None if on_progress is None else partial(_show, on_progress, size, place, len(sizes))
        found = replicates(replace(scenario, participants=size), shown)
        for name, rejected, total in rejections(found, "p_adjusted", plan.alpha):
            low, high = wilson_interval(rejected, total, confidence)
            dz = _standardised(found[found["hypothesis"] == name], size)
            rows.append(
                {
                    "hypothesis": name,
                    "participants": size,
                    "simulations": total,
                    "rejected": rejected,
                    "power": rejected / total,
                    "ci_low": low,
                    "ci_high": high,
                    "dz": dz,
                    "paired_t": paired_t_power(size, dz, alpha=plan.alpha),
                }
            )
    messages = _messages(narrowed, models)
    return PowerCurve(
        table=pd.DataFrame(rows).sort_values(["hypothesis", "participants"], ignore_index=True),
        effects=effects,
        assumptions=assumed,
        alpha=plan.alpha,
        correction=plan.correction,
        seed=seed,
        messages=messages,
    )


def _show(on_progress: OnStudy, size: int, place: int, sizes: int, done: int, total: int) -> None:
    on_progress(f"{size} participants", place * total + done, sizes * total)


def _standardised(rows: pd.DataFrame, participants: int) -> float:
    """Mean of the estimates over the root mean square of the standard deviations of differences."""
    variance = float((rows["std_error"] ** 2).mean()) * participants
    return float(rows["mean"].mean()) / np.sqrt(variance) if variance > 0 else float("nan")


def _messages(study: Study, models: bool) -> tuple[str, ...]:
    plan = study.protocol.analysis
    if not models and plan.decides == "model" and any(hypothesis.model for hypothesis in plan.hypotheses):
        return ("The declared models were not fitted: this is the power of the design-based tests beside them.",)
    return ()
