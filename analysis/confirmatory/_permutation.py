"""The promised comparisons, tested by dealing the sequences out again as they were allocated."""

import numpy as np
import pandas as pd

from analysis.data import Dataset
from analysis.design import PermutationResult, permutation_test
from analysis.outcomes import correctness_effects, participant_means
from protocols import Design, Hypothesis, sequences

OPEN = "*"
"""Stands in a signature for either of the two conditions that are compared."""


def allocation_test(dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis) -> PermutationResult:
    """Randomisation test of one hypothesis, exact for permuted blocks.

    Two allocations are exchanged where stratum and block agree, and where both sequences agree in everything but the order of
    the two conditions compared: in periods, case sets and, with three conditions and more, the place of the others. So the null is
    that of this comparison alone, whatever the other conditions do. The statistic is the mean under the treatment minus the
    mean under the reference condition, each freed from the mean of its place.

    Parameters
    ----------
    dataset
        With allocations: participant, stratum, block and sequence.
    values
        Tidy outcomes, as `outcomes` gives them.
    hypothesis
        Outcome, contrast and treatment.

    References
    ----------
    Edgington and Onghena 2007, Randomization Tests, ch. 1; Rosenberger and Lachin 2015, Randomization in Clinical
    Trials, ch. 6.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> hypothesis = dataset.study.protocol.analysis.hypotheses[0]
    >>> result = allocation_test(dataset, outcomes(dataset), hypothesis)
    >>> result.n, round(result.estimate, 3), round(result.p_value, 3)
    (8, 0.597, 0.13)
    """
    plan, design = dataset.study.protocol.analysis, dataset.study.protocol.design
    cells = _cells(values, hypothesis, plan.reference)
    members = dataset.allocations.set_index("participant")[["stratum", "block", "sequence"]]
    signatures = _signatures(design, plan.reference, hypothesis.treatment)
    frame = cells.join(members, on="participant").dropna(subset=["sequence"])
    frame["block"] = frame["block"].astype("Float64").fillna(0.0).astype(float)
    frame["stratum"] = frame["stratum"].fillna("all")
    frame["signature"] = frame["sequence"].map({sequence: signature for sequence, (signature, _) in signatures.items()})
    places = {
        (sequence, condition): place for sequence, (_, met) in signatures.items() for condition, place in met.items()
    }
    keys = zip(frame["sequence"], frame["condition"], strict=True)
    frame["place"] = pd.Series([places.get(key) for key in keys], index=frame.index, dtype="Float64")
    found = permutation_test(
        frame.dropna(subset=["place"]).astype({"place": int}),
        "value",
        np.random.default_rng(plan.seed),
        period="place",
        within=("stratum", "block", "signature"),
        reference=plan.reference if (frame["condition"] == plan.reference).any() else None,
        resamples=plan.resamples,
    )
    if dataset.study.protocol.allocation.method != "minimization":
        return found
    return PermutationResult(
        **{
            **vars(found),
            "messages": (
                *found.messages,
                "Minimization was used: shuffling within strata only approximates its allocations.",
            ),
        }
    )


def _cells(values: pd.DataFrame, hypothesis: Hypothesis, reference: str) -> pd.DataFrame:
    """`participant, condition, value`: mean over cases, or for an interaction AI right minus AI wrong."""
    rows = values[
        (values["outcome"] == hypothesis.outcome) & values["condition"].isin([reference, hypothesis.treatment])
    ]
    if hypothesis.contrast == "condition":
        return participant_means(rows)[["participant", "condition", "value"]].dropna()
    return correctness_effects(rows).dropna()


def _signatures(design: Design, reference: str, treatment: str) -> dict[str, tuple[str, dict[str, int]]]:
    """By sequence: everything but the order of the two conditions, and the place that each of them has."""
    compared = (reference, treatment)
    found = {}
    for sequence in sequences(design):
        cells = sorted((period.number, *cell) for period in sequence.periods for cell in period.cells)
        if design.kind == "between":
            met = {condition: 1 for _, _, condition in cells if condition in compared}
        else:
            places = [condition for _, _, condition in cells if condition in compared]
            met = {condition: place for place, condition in enumerate(places, start=1)}
        signature = ";".join(
            f"{number}:{name}:{OPEN if condition in compared else condition}" for number, name, condition in cells
        )
        found[sequence.id] = signature, met
    return found
