"""Whether the declared analysis keeps its promises: false positives, and intervals that cover."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from scipy import stats

from analysis._gate import confidence_level
from analysis._result import Estimate, Result
from analysis.power._assumptions import Assumptions
from analysis.power._curve import OnStudy
from analysis.power._replicates import OnProgress, Scenario, primary_study, rejections, replicates
from protocols import Study

FAMILY = "primary family"
"""Stands for all primary hypotheses together."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration(Result):
    """Counts of errors over simulated studies, each beside what was promised."""

    table: pd.DataFrame
    """`quantity, hypothesis, promised, count, simulations, share, ci_low, ci_high, kept`: `quantity` is `false_positive` (of a
    single test, or after the correction any of the family), `coverage_without_effect` or `coverage_with_effect`; `kept` whether the
    promised share lies within the exact binomial interval."""
    participants: int
    """Size of each simulated study."""
    simulations: int
    """Studies without and with effects each."""
    assumptions: Assumptions
    """Spreads, and effects of the studies with effects."""
    seed: int
    """Seed of the simulation."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a quantity and hypothesis."""
        return [
            Estimate(f"{row.quantity} | {row.hypothesis}", row.share, ci_low=row.ci_low, ci_high=row.ci_high)
            for row in self.table.itertuples()
        ]


def calibrate(
    study: Study,
    participants: int,
    *,
    simulations: int,
    seed: int,
    assumptions: Assumptions | None = None,
    models: bool = True,
    confidence: float = 0.95,
    on_progress: OnStudy | None = None,
) -> Calibration:
    """False-positive rates and coverage of the declared analysis, over studies simulated without and with effects.

    The truth that an interval should cover is the expected difference over the population of participants and cases, in units of
    the outcome. An analysis that treats the cases as fixed covers it less often the more effects differ between cases.

    Parameters
    ----------
    study
        Design, cases and plan.
    participants
        Size of each simulated study.
    simulations
        Studies without effects, and as many with.
    seed
        Equal seeds give equal counts.
    assumptions
        What is true; the defaults of `Assumptions` if absent.
    models
        Whether declared mixed models are fitted; otherwise the design-based tests decide.
    confidence
        Level of the binomial intervals (Clopper-Pearson).
    on_progress
        Called after each simulated study.

    References
    ----------
    Morris, White and Crowther 2019, Statistics in Medicine 38:2074 (simulation studies). Clopper and Pearson 1934, Biometrika 26:404.

    Examples
    --------
    >>> from protocols import load_study
    >>> found = calibrate(load_study("skingen"), 8, simulations=2, seed=1, models=False)
    >>> sorted(found.table["quantity"].unique())
    ['coverage_with_effect', 'coverage_without_effect', 'false_positive']
    """
    confidence_level(confidence)
    narrowed = primary_study(study)
    plan = narrowed.protocol.analysis
    assumed = assumptions or Assumptions()
    scenario = Scenario(narrowed, participants, simulations, seed, assumed, null=True, models=models)

    null = replicates(scenario, _stage(on_progress, "Without effects", 0))
    real = replicates(replace(scenario, null=False), _stage(on_progress, "With effects", simulations))
    promised: list[tuple[str, str, float, int, int]] = [
        ("false_positive", name, plan.alpha, count, total)
        for name, count, total in rejections(null, "p_value", plan.alpha)
    ]
    smallest = null.groupby("replicate")["p_adjusted"].min()
    promised.append(("false_positive", FAMILY, plan.alpha, int((smallest < plan.alpha).sum()), len(smallest)))
    for quantity, found in (("coverage_without_effect", null), ("coverage_with_effect", real)):
        promised += [(quantity, *row) for row in _covered(found, plan.confidence)]
    rows = [_row(*counts, confidence) for counts in promised]
    return Calibration(
        table=pd.DataFrame(rows),
        participants=participants,
        simulations=simulations,
        assumptions=assumed,
        seed=seed,
        messages=_messages(rows),
    )


def _stage(on_progress: OnStudy | None, stage: str, before: int) -> OnProgress | None:
    """Tells how far both stages together are."""
    if on_progress is None:
        return None
    return lambda done, total: on_progress(stage, before + done, 2 * total)


def _covered(found: pd.DataFrame, promised: float) -> Iterator[tuple[str, float, int, int]]:
    for name, rows in found.groupby("hypothesis", sort=False):
        known = rows.dropna(subset=["ci_low", "ci_high"])
        inside = (known["ci_low"] <= known["truth"]) & (known["truth"] <= known["ci_high"])
        yield str(name), promised, int(inside.sum()), len(known)


def _row(
    quantity: str, hypothesis: str, promised: float, count: int, total: int, confidence: float
) -> dict[str, object]:
    low, high = exact_interval(count, total, confidence)
    return {
        "quantity": quantity,
        "hypothesis": hypothesis,
        "promised": promised,
        "count": count,
        "simulations": total,
        "share": count / total if total else math.nan,
        "ci_low": low,
        "ci_high": high,
        "kept": low <= promised <= high,
    }


def exact_interval(count: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval of a proportion, from quantiles of the beta distribution; NaN for a total of zero.

    >>> low, high = exact_interval(7, 200)
    >>> round(low, 4), round(high, 4)
    (0.0142, 0.0708)
    """
    if not total:
        return math.nan, math.nan
    tail = (1 - confidence) / 2
    low = float(stats.beta.ppf(tail, count, total - count + 1)) if count else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, total - count)) if count < total else 1.0
    return low, high


def _messages(rows: Sequence[dict[str, object]]) -> tuple[str, ...]:
    return tuple(
        f"{str(row['quantity']).replace('_', ' ').capitalize()} of {row['hypothesis']}: {row['share']:.1%} of "
        f"{row['simulations']}, promised {row['promised']:.1%}, which is outside the interval."
        for row in rows
        if not row["kept"]
    )
