"""Who was allocated: answers given before allocation, by sequence."""

from collections.abc import Iterator

import pandas as pd

from analysis.data import Dataset
from analysis.scoring import AskedItem, asked_items, score
from protocols import MultipleItem, NumberItem, SingleItem, in_language

COLUMNS = ("characteristic", "level", "group", "n", "count", "percent", "mean", "sd")


def baseline(dataset: Dataset) -> pd.DataFrame:
    """Baseline characteristics of everyone allocated, by sequence and in all.

    Choices as counts and percent of those who answered, numbers and scores of instruments as mean and standard deviation.
    No tests: differences between randomized groups are chance by design (CONSORT 2010, item 15).

    Returns
    -------
    pandas.DataFrame
        `characteristic, level, group, n, count, percent, mean, sd`; `group` is a sequence or `all`, `n` the number of
        answers, `level` empty for means.

    References
    ----------
    CONSORT 2010 statement, item 15; Schulz, Altman and Moher 2010, BMJ 340:c332.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> table = baseline(dataset)
    >>> table[(table["level"] == "") & (table["group"] == "all")].round(2)[["n", "mean", "sd"]].to_dict("records")
    [{'n': 8, 'mean': 3.46, 'sd': 0.62}]
    """
    members = dataset.allocations.set_index("participant")["sequence"]
    answers = dataset.responses[
        dataset.responses["participant"].isin(members.index) & dataset.responses["period"].isna()
    ]
    rows = [
        row
        for name, known in asked_items(dataset.study).items()
        if known.phase == "before" and _describes(known)
        for row in _item_rows(dataset, known, answers[answers["item"] == name], members)
    ]
    rows += _score_rows(dataset, members)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _describes(known: AskedItem) -> bool:
    """Whether an item describes the person: no check, no eligibility question, and countable."""
    item = known.item
    if item.correct is not None or item.instructed is not None or item.screen_out is not None:
        return False
    return isinstance(item, SingleItem | MultipleItem | NumberItem)


def _groups(members: pd.Series) -> Iterator[tuple[str, pd.Index]]:
    for sequence in sorted(members.dropna().unique()):
        yield sequence, members.index[members == sequence]
    yield "all", members.index


def _item_rows(
    dataset: Dataset, known: AskedItem, answers: pd.DataFrame, members: pd.Series
) -> Iterator[dict[str, object]]:
    language = dataset.study.protocol.languages[0]
    title = known.wording(language)
    for group, people in _groups(members):
        given = answers[answers["participant"].isin(people) & answers["missing"].isna()]["value"].dropna()
        if isinstance(known.item, NumberItem):
            yield _mean_row(title, group, given.astype(float))
        elif isinstance(known.item, SingleItem | MultipleItem):
            for option in known.item.options:
                count = sum(option.value in str(value).split(";") for value in given)
                percent = 100 * count / len(given) if len(given) else float("nan")
                yield {
                    "characteristic": title,
                    "level": in_language(option.label, language),
                    "group": group,
                    "n": len(given),
                    "count": count,
                    "percent": percent,
                }


def _score_rows(dataset: Dataset, members: pd.Series) -> Iterator[dict[str, object]]:
    scores = score(dataset)
    known = asked_items(dataset.study)
    language = dataset.study.protocol.languages[0]
    for instrument in dataset.study.instruments.values():
        for declared in instrument.scores:
            if any(name not in known or known[name].phase != "before" for name in declared.items):
                continue
            of_score = scores[(scores["instrument"] == instrument.id) & (scores["score"] == declared.id)]
            for group, people in _groups(members):
                values = of_score[of_score["participant"].isin(people)]["value"].dropna()
                yield _mean_row(in_language(declared.title, language), group, values.astype(float))


def _mean_row(title: str, group: str, values: pd.Series) -> dict[str, object]:
    return {
        "characteristic": title,
        "level": "",
        "group": group,
        "n": len(values),
        "mean": float(values.mean()),
        "sd": float(values.std()),
    }
