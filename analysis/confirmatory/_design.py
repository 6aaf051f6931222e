"""What each participant met, coded for the analysis."""

from collections.abc import Mapping

import pandas as pd

from analysis.data import Dataset


def participant_design(dataset: Dataset, treatment: str, reference: str) -> Mapping[str, pd.Series]:
    """Codes of -1/2 and 1/2 by participant, for designs with two periods or two case sets.

    `period` is 1/2 where the treatment came after the reference condition; `case set` is 1/2 where the treatment was seen
    with the first declared case set. A code is left out where the design does not vary it in two ways.
    """
    design = dataset.study.protocol.design
    trials = dataset.trials.dropna(subset=["participant", "condition"])
    codes: dict[str, pd.Series] = {}
    if len(design.conditions) != 2:
        return codes
    treated = trials[trials["condition"] == treatment].groupby("participant")
    untreated = trials[trials["condition"] == reference].groupby("participant")
    if design.kind == "crossover":
        later = treated["period"].mean() - untreated["period"].mean()
        codes["period"] = later.dropna().astype(float).map(lambda difference: 0.5 if difference > 0 else -0.5)
    if len(design.case_sets) == 2:
        first = next(iter(design.case_sets))
        codes["case set"] = treated["case_set"].first().map(lambda name: 0.5 if name == first else -0.5)
    return codes
