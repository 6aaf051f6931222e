"""Answers that were not given."""

import pandas as pd

from analysis.data import Dataset


def missing_answers(dataset: Dataset) -> pd.DataFrame:
    """How often each item was shown and left without an answer, by condition.

    Only what allocated participants were asked counts: after someone has left, nothing is asked and nothing is missing here.

    Parameters
    ----------
    dataset
        Data of one study in one mode.

    Returns
    -------
    pandas.DataFrame
        One row an item and condition (None outside the periods, or where conditions are withheld), most often missing first:
        `item, condition, asked, missing, percent`, and one column for each reason with its count.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> missing_answers(dataset).head(2)[["item", "condition", "asked", "missing", "percent"]]
           item condition  asked  missing  percent
    0     adult       NaN      8        0      0.0
    1  age_band       NaN      8        0      0.0
    """
    allocated = dataset.responses["participant"].isin(dataset.allocations["participant"])
    rows = dataset.responses[allocated]
    by = [rows["item"], rows["condition"]]
    absent = rows["value"].isna() | rows["missing"].notna()
    flags = {str(reason): rows["missing"] == reason for reason in sorted(rows["missing"].dropna().unique())}
    groups = pd.DataFrame({"missing": absent, **flags}).groupby(by, dropna=False)
    counts = groups.sum().astype(int)
    counts.insert(0, "asked", groups.size())
    counts.insert(2, "percent", 100 * counts["missing"] / counts["asked"])
    return counts.reset_index().sort_values("percent", ascending=False, kind="stable", ignore_index=True)
