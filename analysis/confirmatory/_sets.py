"""The promised tests on everyone, and without those whom exclusion rules catch."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.confirmatory._exclusions import excluded
from analysis.confirmatory._hypotheses import FAMILIES, HypothesisResult, promised_tests
from analysis.data import Dataset

SINGLE: tuple[str, ...] = ("primary",)
"""Families whose declared models are fitted without those whom a single rule catches."""


@dataclass(frozen=True, eq=False)
class AnalysisSet:
    """The promised tests on one set of participants."""

    id: str
    """`all_allocated`, `without_<rule>` or `per_protocol`."""
    title: str
    """Who is in it."""
    members: frozenset[str]
    """The allocated participants in the set."""
    hypotheses: tuple[HypothesisResult, ...]
    """All promised tests; with their declared models, for single rules only those of the primary family."""

    @property
    def participants(self) -> int:
        """Number of participants in the set."""
        return len(self.members)


def analysis_sets(
    dataset: Dataset, values: pd.DataFrame, hypotheses: tuple[HypothesisResult, ...]
) -> Iterator[AnalysisSet]:
    """Everyone allocated, without those caught by each declared rule, and without all of these (per protocol).

    Tests and declared models run anew on each set, the models from where they ended on everyone; for a single rule only those of
    the primary family, so that a page of many rules stays quick. Sets with the same members share comparisons and models.

    Parameters
    ----------
    dataset
        For the rules.
    values
        Tidy outcomes, as `outcomes` gives them.
    hypotheses
        The promised tests on everyone allocated.
    """
    everyone = frozenset(dataset.allocations["participant"])
    near = {result.hypothesis.id: result.model for result in hypotheses if result.model is not None}
    tested = {(everyone, models): hypotheses for models in (FAMILIES, SINGLE)}
    known: dict[frozenset[str], tuple[HypothesisResult, ...]] = {}
    for name, title, models, caught in _left_out(dataset):
        members = everyone - caught
        if (members, models) not in tested:
            kept = values[values["participant"].isin(members)]
            tested[members, models] = promised_tests(
                dataset, kept, models=models, near=near, known=known.get(members, ())
            )
            known[members] = tested[members, models]
        yield AnalysisSet(name, title, members, tested[members, models])


def per_protocol(dataset: Dataset) -> frozenset[str]:
    """The allocated participants whom no exclusion rule catches.

    Source: ICH E9 1998, section 5.2.2.

    >>> from analysis import example_dataset
    >>> len(per_protocol(example_dataset()))
    8
    """
    return frozenset(dataset.allocations["participant"]) - frozenset(_caught(dataset)["participant"])


def _caught(dataset: Dataset) -> pd.DataFrame:
    judged = excluded(dataset)
    return judged[judged["excluded"]]


def _left_out(dataset: Dataset) -> Iterator[tuple[str, str, tuple[str, ...], frozenset[str]]]:
    """Id and title of each set, the families whose models are fitted, and who is not in it."""
    yield "all_allocated", "Everyone allocated", FAMILIES, frozenset()
    rules = dataset.study.protocol.analysis.exclusions
    caught = _caught(dataset)
    for rule in rules:
        title = f"Without participants caught by “{rule.id.replace('_', ' ')}”"
        yield f"without_{rule.id}", title, SINGLE, frozenset(caught.loc[caught["rule"] == rule.id, "participant"])
    if rules:
        yield "per_protocol", "Per protocol (all rules)", FAMILIES, frozenset(caught["participant"])
