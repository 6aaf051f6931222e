"""How long people took."""

import pandas as pd

from analysis.data import Dataset

WITHHELD = "All conditions"
"""Stands for the condition where it is withheld."""


def case_times(dataset: Dataset) -> pd.DataFrame:
    """Median seconds a case of each participant under each condition: `participant, condition, seconds`.

    `condition` holds titles, categories in declared order; one category for all where conditions are withheld.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> times = case_times(dataset)
    >>> times.groupby("condition", observed=True)["seconds"].median().round(1).to_dict()
    {'Text only': 46.0, 'Text and SkinGEN images': 46.1}
    """
    trials = dataset.trials[dataset.trials["participant"].isin(dataset.allocations["participant"])]
    titles = [WITHHELD] if trials["condition"].isna().all() else list(dataset.conditions.values())
    named = trials["condition"].map(dict(dataset.conditions)).fillna(WITHHELD)
    times = trials["duration_seconds"].groupby([trials["participant"], named]).median().dropna()
    table = times.rename("seconds").reset_index()
    return table.assign(condition=pd.Categorical(table["condition"], categories=titles))
