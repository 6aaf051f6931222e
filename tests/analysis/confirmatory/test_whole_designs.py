"""Declared analyses of three conditions, within and between participants, from raw answers on, against R: `tests/golden/designs.R`."""

from typing import Any

import pandas as pd
import pytest

from analysis.confirmatory import Comparison, Results, omnibus_tests, run_plan
from analysis.data import TABLES, Dataset
from protocols import Study
from tests.analysis.data.designs import between_study, williams_study

OUTCOMES = ["perceived_comprehension", "trust", "s_tias"]
HYPOTHESES = [
    {
        "id": name,
        "statement": "It differs.",
        "outcome": outcome,
        "treatment": "images",
        "family": "primary",
        "contrast": contrast,
    }
    for name, outcome, contrast in (
        ("h1", "perceived_comprehension", "condition"),
        ("h2", "trust", "condition"),
        ("h3", "s_tias", "condition"),
        ("h4", "trust", "condition:ai_correct"),
    )
]


def read(golden_data: Any, name: str, study: Study) -> Results:
    """The analysis of the answers that R read."""
    frames = {table: pd.DataFrame(columns=list(columns)) for table, columns in TABLES.items()}
    for table in ("responses", "trials", "allocations"):
        frames[table] = golden_data(f"{name}_{table}.csv").reindex(columns=list(TABLES[table]))
    return run_plan(Dataset.from_frames(frames, study))


@pytest.fixture(scope="module")
def williams(golden_data: Any) -> Results:
    return read(golden_data, "williams", williams_study(hypotheses=HYPOTHESES, exclusions=[]))


@pytest.fixture(scope="module")
def groups(golden_data: Any) -> Results:
    return read(golden_data, "groups", between_study(3, hypotheses=HYPOTHESES, exclusions=[]))


@pytest.fixture(scope="module")
def reference(golden: Any) -> Any:
    return golden("designs")


def assert_equals_r(found: Comparison, expected: Any) -> None:
    assert found.sample.n == expected["n"]
    assert found.ranks.p_value == pytest.approx(expected["ranks"], rel=1e-11)
    t = expected["t"]
    assert [found.t.mean, found.t.t, found.t.p_value, found.t.ci_low, found.t.ci_high] == pytest.approx(
        [t["estimate"], t["t"], t["p"], *t["conf"]], rel=1e-6, abs=1e-9
    )
    row, adjusted = found.adjusted.difference, expected["adjusted"]
    assert found.adjusted.df == adjusted["df"]
    assert [row.estimate, row.std_error, row.p_value] == pytest.approx(
        [adjusted["estimate"], adjusted["se"], adjusted["p"]], rel=1e-6, abs=1e-9
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("design", ["williams", "groups"])
def test_every_comparison_with_the_reference_equals_r(
    design: str, outcome: str, reference: Any, request: pytest.FixtureRequest
) -> None:
    results: Results = request.getfixturevalue(design)
    found = {each.treatment: each for each in results.outcomes if each.outcome.id == outcome}
    for treatment, expected in zip(("images", "plain"), reference[design][outcome]["against_text"], strict=True):
        assert_equals_r(found[treatment], expected)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize(("design", "test"), [("williams", "friedman"), ("groups", "kruskal")])
def test_the_test_of_all_conditions_and_its_pairs_equal_r(
    design: str, test: str, outcome: str, reference: Any, request: pytest.FixtureRequest
) -> None:
    results: Results = request.getfixturevalue(design)
    (found,) = (each.result for each in omnibus_tests(results.dataset, results.means) if each.outcome.id == outcome)
    expected = reference[design][outcome]
    assert [found.statistic, found.p_value] == pytest.approx(
        [expected[test]["statistic"], expected[test]["p"]], rel=1e-9
    )
    assert [row.p_value for row in found.pairwise] == pytest.approx(expected["pairs"], rel=1e-11)


def test_an_interaction_between_participants_equals_r(groups: Results, reference: Any) -> None:
    comparison, expected = groups.hypotheses[3].comparison, reference["interaction"]
    assert comparison.ranks.p_value == pytest.approx(expected["ranks"], rel=1e-11)
    assert [comparison.t.mean, comparison.t.t, comparison.t.p_value] == pytest.approx(
        [expected["t"]["estimate"], expected["t"]["t"], expected["t"]["p"]], rel=1e-6, abs=1e-9
    )
