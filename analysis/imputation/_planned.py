"""Which values of an outcome the plan of the study asked for, and which came."""

import pandas as pd

from analysis.data import Dataset
from protocols import Outcome, Sequence, sequences

CONDITIONAL = ("switched", "over_reliance", "under_reliance")
"""Measures that count only some trials: whether a missing one would have counted is unknown."""
COLUMNS = ("participant", "condition", "period", "case", "ai_correct", "value")


def planned_values(dataset: Dataset, values: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """One row for every value of an outcome that everyone allocated would have given, NaN where it is missing.

    Missing are the cases after somebody left, and values with a skipped item. Cases without a keyed question were not planned for
    `keyed_correct`. A score is planned once a period, where the period has one condition.

    Parameters
    ----------
    dataset
        For the design and the sequences.
    values
        Tidy outcomes, as `outcomes` gives them.
    outcome
        The outcome.

    Returns
    -------
    pandas.DataFrame
        `participant, condition, period, case, ai_correct, value`; empty where conditions are withheld, where nobody has a
        value, and for measures that count only some trials.

    References
    ----------
    ICH E9(R1) 2019, Addendum on Estimands (missing is what would have been used, had it been collected).

    Examples
    --------
    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> some = outcomes(dataset).iloc[10:]  # the first answers are lost
    >>> planned = planned_values(dataset, some, dataset.study.protocol.analysis.outcomes[0])
    >>> len(planned), int(planned["value"].isna().sum())
    (96, 10)
    """
    known = values[(values["outcome"] == outcome.id) & values["value"].notna()]
    if outcome.measure in CONDITIONAL or known.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    scored = outcome.score is not None
    stimuli = dataset.study.stimuli.cases
    cases = {case.id for case in stimuli if case.keyed or outcome.measure != "keyed_correct"}
    correct = {case.id: case.ai_correct for case in stimuli}
    by_sequence: dict[str, list[tuple[str, int, str | None]]] = {
        sequence.id: _cells(dataset, sequence, cases, scored) for sequence in sequences(dataset.study.protocol.design)
    }
    rows = [
        (member.participant, condition, period, case, None if case is None else correct[case])
        for member in dataset.allocations.itertuples()
        for condition, period, case in by_sequence.get(str(member.sequence), [])
    ]
    planned = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    if planned.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    place = ["participant", "period"] if scored else ["participant", "case"]
    seen = known.groupby(place)["value"].mean()
    found = seen.reindex(pd.MultiIndex.from_frame(planned[place])).to_numpy(dtype=float)
    present = set(planned["condition"].unique())
    order = pd.CategoricalDtype([name for name in dataset.conditions if name in present])
    return planned.assign(value=found, condition=planned["condition"].astype(order))


def _cells(dataset: Dataset, sequence: Sequence, cases: set[str], scored: bool) -> list[tuple[str, int, str | None]]:
    """Condition, period and case of every planned value of a sequence; no case for scores."""
    found: list[tuple[str, int, str | None]] = []
    for period in sequence.periods:
        conditions = {condition for _, condition in period.cells}
        if scored and len(conditions) == 1:
            found.append((conditions.pop(), period.number, None))
        elif not scored:
            listed = dataset.study.protocol.design.case_sets
            found += [
                (condition, period.number, case)
                for name, condition in period.cells
                for case in listed[name]
                if case in cases
            ]
    return found
