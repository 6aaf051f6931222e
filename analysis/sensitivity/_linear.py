"""The declared models once more, as linear ones: another coding of the outcome and another link."""

from collections.abc import Mapping

import pandas as pd

from analysis.confirmatory import ModelResult, declared_model, default_link, per_protocol
from analysis.data import Dataset

LinearModels = Mapping[tuple[str, frozenset[str]], ModelResult]
"""Fits by hypothesis and participants."""


def linear_models(dataset: Dataset, values: pd.DataFrame) -> LinearModels:
    """The formula of every primary hypothesis as a linear mixed model, on everyone allocated and per protocol.

    There is no fit where the declared model is linear already, or where none is declared.

    Parameters
    ----------
    dataset
        With the plan, the allocations, and what the exclusion rules look at.
    values
        Tidy outcomes of everyone allocated, as `allocated_outcomes` gives them.

    Source: ratings as numbers: Norman 2010, Advances in Health Sciences Education 15:625.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import allocated_outcomes
    >>> dataset = example_dataset()
    >>> [(name, len(people)) for name, people in linear_models(dataset, allocated_outcomes(dataset))]
    [('h2', 8), ('h3', 8)]
    """
    plan = dataset.study.protocol.analysis
    declared = {outcome.id: outcome for outcome in plan.outcomes}
    sets = dict.fromkeys((frozenset(dataset.allocations["participant"]), per_protocol(dataset)))
    found: dict[tuple[str, frozenset[str]], ModelResult] = {}
    for hypothesis in plan.hypotheses:
        link = hypothesis.link or default_link(declared[hypothesis.outcome])
        if hypothesis.family != "primary" or link == "identity":
            continue
        as_linear = hypothesis.model_copy(update={"link": "identity"})
        near: ModelResult | None = None
        for members in sets:
            near = declared_model(dataset, values[values["participant"].isin(members)], as_linear, near)
            if near is not None:
                found[hypothesis.id, members] = near
    return found
