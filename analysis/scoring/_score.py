"""Scores of instruments."""

from collections.abc import Collection, Iterator

import pandas as pd

from analysis.data import Dataset
from analysis.scoring._items import asked_items, bounds_of, numeric_answers
from protocols import Instrument, Score

COLUMNS = ("participant", "page", "period", "condition", "instrument", "score", "value", "n_answered")


def score(dataset: Dataset, names: Collection[str] | None = None) -> pd.DataFrame:
    """Every score of every instrument, or those named, one row a participant and time of asking.

    An instrument may be spread over several pages of a period (or of a case, or of the time before or after the periods);
    items asked again there belong to a second score. `page` is the first of its pages.

    Reversed items are turned first. A mean is that of the answered items, a sum is that mean times the number of items.
    The score is missing where fewer than `min_answered` of its items were answered; "prefer not to answer" is no answer.
    With `range` (a, b), x becomes a + (b - a) (x - low) / (high - low), low and high the smallest and largest
    possible scores.

    Returns
    -------
    pandas.DataFrame
        `participant, page, period, condition, instrument, score, value, n_answered`.

    Source: the rule and the citation of each score stand in its instrument; a mean of the answered items for those left out is
    person-mean imputation (Schafer and Graham 2002, Psychological Methods 7:147), so `min_answered` bounds it.

    Examples
    --------
    >>> from analysis.data import TABLES
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> items = ["s_tias_confident", "s_tias_reliable", "s_tias_trust"]
    >>> answers = pd.DataFrame({"participant": "P-1", "period": 1, "condition": "text", "item": items, "value": ["4", "5", "7"]})
    >>> tables = nobody | {"responses": answers.reindex(columns=list(TABLES["responses"]))}
    >>> score(Dataset.from_frames(tables, load_study("skingen")), ["s_tias"])["value"].round(2).tolist()
    [5.33]
    """
    parts = [
        _scored(dataset, instrument, declared)
        for instrument in dataset.study.instruments.values()
        for declared in _asked_scores(dataset, instrument)
        if names is None or declared.id in names
    ]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return pd.concat(parts, ignore_index=True)


def _asked_scores(dataset: Dataset, instrument: Instrument) -> Iterator[Score]:
    """Scores of which the study asks every item; with fewer it would be another score."""
    known = asked_items(dataset.study)
    yield from (declared for declared in instrument.scores if all(item in known for item in declared.items))


def _scored(dataset: Dataset, instrument: Instrument, declared: Score) -> pd.DataFrame:
    answers = numeric_answers(dataset, declared.items)
    time = ["participant", "period", "case", "asked_before"]
    answers["asked_before"] = answers.groupby(["participant", "period", "case", "item"], dropna=False).cumcount()
    grouped = answers.groupby(time, sort=False, dropna=False)
    scored = grouped.agg(
        page=("page", "first"),
        condition=("condition", "first"),
        value=("number", "mean"),
        n_answered=("number", "count"),
    ).reset_index()
    enough = scored["n_answered"] >= declared.min_answered * len(declared.items) - 1e-9
    scored["value"] = _rescaled(scored["value"], dataset, declared).where(enough)
    scored["instrument"], scored["score"] = instrument.id, declared.id
    return scored[list(COLUMNS)]


def _rescaled(means: pd.Series, dataset: Dataset, declared: Score) -> pd.Series:
    """Means of the items on the declared range; without one, as means or sums."""
    if declared.range is None:
        return means * len(declared.items) if declared.method == "sum" else means
    bounds = bounds_of(dataset.study, declared.items).values()
    low, high = (sum(ends) / len(declared.items) for ends in zip(*bounds, strict=True))
    start, end = declared.range
    return start + (end - start) * (means - low) / (high - low)
