"""Participant flow: who came, who left, and when."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.data import Dataset
from analysis.scoring import asked_items
from protocols import Sequence, sequences


@dataclass(frozen=True)
class PeriodFlow:
    """One period of one sequence."""

    number: int
    """From 1."""
    title: str
    """Conditions and case sets met."""
    started: int
    """Participants who answered at least one case."""
    completed: int
    """Participants who answered every case."""
    skipped: int
    """Cases skipped on their first page, over all participants."""


@dataclass(frozen=True)
class SequenceFlow:
    """Everyone allocated to one sequence."""

    sequence: str | None
    """Sequence; None where sequences are withheld and all are counted together."""
    title: str
    """The order of conditions in words."""
    allocated: int
    """Participants allocated."""
    periods: tuple[PeriodFlow, ...]
    """The periods in order."""
    completed: int
    """Participants who completed the session."""
    ended: Mapping[str, int]
    """Participants who did not complete, by status."""


@dataclass(frozen=True)
class Flow:
    """The CONSORT flow of a study.

    >>> from analysis import example_dataset
    >>> flow(example_dataset()).table().columns.tolist()
    ['sequence', 'title', 'allocated', 'period', 'started', 'answered_all', 'skipped', 'completed']
    """

    arrived: int
    """Everyone who opened the study."""
    consented: int
    """Of these, who consented."""
    ended_before: Mapping[str, int]
    """Participants not allocated, by status; screened-out ones with their code."""
    allocated: int
    """Participants allocated."""
    sequences: tuple[SequenceFlow, ...]
    """What became of them."""

    def table(self) -> pd.DataFrame:
        """One row a sequence and period: `sequence, title, allocated, period, started, answered_all, skipped, completed`."""
        return pd.DataFrame(
            [
                {
                    "sequence": lane.sequence,
                    "title": lane.title,
                    "allocated": lane.allocated,
                    "period": period.number,
                    "started": period.started,
                    "answered_all": period.completed,
                    "skipped": period.skipped,
                    "completed": lane.completed,
                }
                for lane in self.sequences
                for period in lane.periods
            ]
        )


def flow(dataset: Dataset) -> Flow:
    """Counts by sequence and period, as the CONSORT extension for crossover trials asks for them.

    Everyone in the ledger counts as allocated, also who later asked for erasure.

    Source: Dwan et al. 2019, BMJ 366:l4378.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> found = flow(dataset)
    >>> [(each.title, each.allocated, each.completed) for each in found.sequences[:2]]
    [('Text only, then Text and SkinGEN images (case set one first)', 2, 2), ('Text and SkinGEN images, then Text only (case set one first)', 2, 2)]
    """
    people, ledger = dataset.participants, dataset.allocations
    allocated = people["participant"].isin(ledger["participant"])
    consented = people["consented_at"].notna() | allocated
    code = people["screen_out_code"].fillna("")
    reasons = people["status"].str.replace("_", " ") + code.where(code == "", " (" + code + ")")
    answered, skipped = _answered_cases(dataset), _skipped_cases(dataset)
    planned = sequences(dataset.study.protocol.design)
    if dataset.withheld:
        groups = [_sequence_flow(dataset, None, planned[0], ledger["participant"], answered, skipped)]
    else:
        members = {sequence.id: ledger.loc[ledger["sequence"] == sequence.id, "participant"] for sequence in planned}
        groups = [
            _sequence_flow(dataset, sequence, sequence, members[sequence.id], answered, skipped) for sequence in planned
        ]
    return Flow(
        arrived=len(people),
        consented=int(consented.sum()),
        ended_before=_counts(reasons[~allocated]),
        allocated=len(ledger),
        sequences=tuple(groups),
    )


def sequence_titles(dataset: Dataset) -> dict[str, str]:
    """The conditions of each sequence in order, by sequence id: `Text, then Pictures (case set a first)`."""
    design = dataset.study.protocol.design
    several = design.kind == "crossover" and len(design.case_sets) > 1
    titles = {}
    for sequence in sequences(design):
        order = ", then ".join(_conditions(dataset, sequence, number) for number in range(len(sequence.periods)))
        first = sequence.periods[0].cells[0][0]
        titles[sequence.id] = f"{order} (case set {first} first)" if several else order
    return titles


def _answered_cases(dataset: Dataset) -> pd.Series:
    """Number of cases whose last step was answered, by participant and period."""
    last = {item.id for ask in dataset.study.protocol.trial.steps[-1].ask for item in ([ask.item] if ask.item else [])}
    last |= {
        name
        for ask in dataset.study.protocol.trial.steps[-1].ask
        for name, known in asked_items(dataset.study).items()
        if ask.instrument is not None and known.instrument == ask.instrument and (not ask.items or name in ask.items)
    }
    rows = dataset.responses
    rows = rows[
        rows["item"].isin(last) & rows["case"].notna() & rows["period"].notna() & (rows["missing"] != "skipped")
    ]
    return rows.groupby(["participant", "period"])["case"].nunique()


def _skipped_cases(dataset: Dataset) -> pd.Series:
    """Number of cases skipped, by participant and period."""
    rows = dataset.responses[dataset.responses["missing"] == "skipped"]
    return rows.groupby(["participant", "period"])["case"].nunique()


def _in_period(cases: pd.Series, period: int, members: pd.Series) -> pd.Series:
    """Number of cases of each member in one period."""
    counts = cases[cases.index.get_level_values("period") == period].droplevel("period")
    return counts.reindex(members).fillna(0)


def _sequence_flow(
    dataset: Dataset,
    sequence: Sequence | None,
    planned: Sequence,
    members: pd.Series,
    answered: pd.Series,
    skipped: pd.Series,
) -> SequenceFlow:
    people = dataset.participants[dataset.participants["participant"].isin(members)]
    done = people["status"] == "completed"
    sets = dataset.study.protocol.design.case_sets
    periods = []
    for number, period in enumerate(planned.periods):
        counts = _in_period(answered, period.number, members)
        cases = sum(len(sets[name]) for name, _ in period.cells)
        title = f"Period {period.number}"
        if sequence is not None:
            shown = ", ".join(sorted({name for name, _ in period.cells}))
            title = f"{title}: {_conditions(dataset, sequence, number)}, case set {shown}"
        periods.append(
            PeriodFlow(
                period.number,
                title,
                started=int((counts > 0).sum()),
                completed=int((counts >= cases).sum()),
                skipped=int(_in_period(skipped, period.number, members).sum()),
            )
        )
    return SequenceFlow(
        sequence=None if sequence is None else sequence.id,
        title="All sequences (withheld)" if sequence is None else sequence_titles(dataset)[sequence.id],
        allocated=len(members),
        periods=tuple(periods),
        completed=int(done.sum()),
        ended=_counts(people.loc[~done, "status"].str.replace("_", " ")),
    )


def _conditions(dataset: Dataset, sequence: Sequence, number: int) -> str:
    conditions = dict.fromkeys(condition for _, condition in sequence.periods[number].cells)
    return " and ".join(dataset.conditions[condition] for condition in conditions)


def _counts(labels: pd.Series) -> dict[str, int]:
    return {str(label): int(count) for label, count in labels.value_counts().sort_index().items()}
