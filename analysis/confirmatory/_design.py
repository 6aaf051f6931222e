"""What each participant met, as the analysis needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.data import Dataset

PLACES = ("period", "case set")
"""What varies over the conditions that a participant meets."""


@dataclass(frozen=True, eq=False)
class ParticipantDesign:
    """How two conditions were met, and what an estimate may be adjusted for."""

    between: bool = False
    """Whether each participant met one condition."""
    codes: Mapping[str, pd.Series] = field(default_factory=dict)
    """With two conditions: a code of -1/2 or 1/2 by participant. `period` is 1/2 where the treatment came after the reference
    condition; `case set` is 1/2 where the treatment was seen with the first declared case set."""
    places: pd.DataFrame | None = None
    """With three conditions and more: period and case set, where they vary, by participant and condition."""
    strata: pd.Series | None = None
    """Between participants: the stratum of everyone allocated."""


def participant_design(dataset: Dataset, treatment: str, reference: str) -> ParticipantDesign:
    """The design of one comparison, from the trials and the allocations.

    Source: Hills and Armitage 1979, British Journal of Clinical Pharmacology 8:7 (codes of the period).

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> design = participant_design(dataset, "skingen", "text")
    >>> {name: code.head(4).tolist() for name, code in design.codes.items()}
    {'period': [0.5, -0.5, 0.5, -0.5], 'case set': [-0.5, 0.5, 0.5, -0.5]}
    """
    design = dataset.study.protocol.design
    if design.kind == "between":
        return ParticipantDesign(between=True, strata=dataset.allocations.set_index("participant")["stratum"])
    trials = dataset.trials.dropna(subset=["participant", "condition"])
    varied = [
        name
        for name, varies in zip(PLACES, (design.kind == "crossover", len(design.case_sets) > 1), strict=True)
        if varies
    ]
    if len(design.conditions) > 2:
        met = trials.groupby(["participant", "condition"], observed=True)[["period", "case_set"]].first()
        return ParticipantDesign(places=met.rename(columns={"case_set": "case set"})[varied])
    codes: dict[str, pd.Series] = {}
    treated = trials[trials["condition"] == treatment].groupby("participant")
    untreated = trials[trials["condition"] == reference].groupby("participant")
    if "period" in varied:
        later = treated["period"].mean() - untreated["period"].mean()
        codes["period"] = later.dropna().astype(float).map(lambda difference: 0.5 if difference > 0 else -0.5)
    if len(design.case_sets) == 2:
        first = next(iter(design.case_sets))
        codes["case set"] = treated["case_set"].first().map(lambda name: 0.5 if name == first else -0.5)
    return ParticipantDesign(codes=codes)
