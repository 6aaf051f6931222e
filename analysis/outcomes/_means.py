"""One value a participant and condition."""

from collections.abc import Sequence

import pandas as pd


def participant_means(values: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """The mean of each outcome over a participant's cases under each condition.

    Parameters
    ----------
    values
        As `outcomes` gives them.
    by
        Further columns that separate means, such as `ai_correct`.

    Returns
    -------
    pandas.DataFrame
        `participant, condition, *by, outcome, value, n_values, n_rows`: the mean of the `n_values` defined values among
        `n_rows`; NaN where there is none (a zero denominator is undefined, not 0).

    Source: summary measures, Matthews et al. 1990, BMJ 300:230.

    Examples
    --------
    >>> rows = [("a", "text", 3.0), ("a", "text", 4.0), ("a", "visual", None)]
    >>> values = pd.DataFrame(rows, columns=["participant", "condition", "value"]).assign(outcome="trust")
    >>> participant_means(values)[["condition", "value", "n_values", "n_rows"]]
      condition  value  n_values  n_rows
    0      text    3.5         2       2
    1    visual    NaN         0       1
    """
    keys = ["participant", "condition", *by, "outcome"]
    known = values.dropna(subset=keys)
    grouped = known.groupby(keys, sort=True, observed=True)["value"]
    return grouped.agg(value="mean", n_values="count", n_rows="size").reset_index()


def correctness_effects(values: pd.DataFrame) -> pd.DataFrame:
    """What a right AI does to one outcome: mean over cases in which it was right minus mean over cases in which it was wrong.

    Parameters
    ----------
    values
        As `outcomes` gives them, of one outcome.

    Returns
    -------
    pandas.DataFrame
        `participant, condition, value`; NaN where either kind of case has no defined value.

    References
    ----------
    Matthews et al. 1990, BMJ 300:230 (one number a participant).

    Examples
    --------
    >>> values = pd.DataFrame({
    ...     "participant": "a", "condition": "text", "outcome": "trust", "ai_correct": [True, True, False], "value": [5.0, 4.0, 2.0]
    ... })
    >>> correctness_effects(values)["value"].tolist()
    [2.5]
    """
    wide = participant_means(values, by=("ai_correct",)).pivot(
        index=["participant", "condition"], columns="ai_correct", values="value"
    )
    difference = wide.reindex(columns=[False, True]).astype(float).diff(axis=1)[True]
    return difference.rename("value").reset_index()


def undefined(means: pd.DataFrame) -> pd.DataFrame:
    """How many participants have no defined value, by outcome and condition: `outcome, condition, n, n_undefined`.

    >>> means = pd.DataFrame({"outcome": "over_reliance", "condition": ["text", "text", "images"], "value": [0.5, None, 0.25]})
    >>> undefined(means).to_dict("records")
    [{'outcome': 'over_reliance', 'condition': 'images', 'n': 1, 'n_undefined': 0}, {'outcome': 'over_reliance', 'condition': 'text', 'n': 2, 'n_undefined': 1}]
    """
    counted = means.groupby(["outcome", "condition"], sort=True)["value"].agg(n="size", defined="count").reset_index()
    counted["n_undefined"] = counted["n"] - counted["defined"]
    return counted.drop(columns="defined")
