"""How each person went through the study."""

import pandas as pd

from analysis.confirmatory import excluded
from analysis.data import Dataset


def participant_quality(dataset: Dataset) -> pd.DataFrame:
    """What the exclusion rules and a careful reader look at, for everyone allocated.

    Parameters
    ----------
    dataset
        Data of one study in one mode.

    Returns
    -------
    pandas.DataFrame
        One row a participant, in the order of the export: `participant, status, minutes` (of the whole session), `cases`
        (answered), `seconds_a_case` (median), `failed_checks`, `missing_percent` (of the items shown), `excluded_by` (names of the
        declared rules that leave this person out of the per-protocol set, "" for none).

    Examples
    --------
    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> participant_quality(dataset)[["participant", "status", "cases", "failed_checks", "missing_percent"]].head(2)
      participant     status  cases  failed_checks  missing_percent
    0      P1-000  completed     12              0              0.0
    1      P1-001  completed     12              0              0.0
    """
    people = dataset.participants[dataset.participants["participant"].isin(dataset.allocations["participant"])]
    index = people["participant"]
    seconds = dataset.trials.groupby("participant")["duration_seconds"]
    shown = dataset.responses
    missing = (shown["value"].isna() | shown["missing"].notna()).groupby(shown["participant"]).mean()
    judged = excluded(dataset)
    caught = judged[judged["excluded"].astype(bool)].groupby("participant")["rule"].agg(", ".join)
    return pd.DataFrame(
        {
            "participant": index.to_numpy(),
            "status": people["status"].to_numpy(),
            "minutes": people["duration_seconds"].to_numpy() / 60,
            "cases": seconds.count().reindex(index, fill_value=0).to_numpy(),
            "seconds_a_case": seconds.median().reindex(index).to_numpy(),
            "failed_checks": people["failed_attention_checks"].to_numpy(),
            "missing_percent": 100 * missing.reindex(index).to_numpy(),
            "excluded_by": caught.reindex(index).fillna("").to_numpy(),
        }
    )
