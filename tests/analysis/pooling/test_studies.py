from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis import AnalysisError, Dataset
from analysis.data import TABLES
from analysis.pooling import pool_studies, pooled_page
from protocols import Study
from tests.analysis.data.made_up import ANALYSIS, made_up_frames, made_up_study


@pytest.fixture(scope="module")
def plan() -> Study:
    """One hypothesis without a model."""
    first, *_ = ANALYSIS["hypotheses"]
    return made_up_study(hypotheses=[{key: value for key, value in first.items() if key != "model"}], exclusions=[])


def named(study: Study, prefix: str, seed: int) -> Dataset:
    """A study of people of its own."""
    frames = made_up_frames(study, participants=10, seed=seed)
    frames = {
        table: frame.assign(participant=prefix + frame["participant"].astype(str)) for table, frame in frames.items()
    }
    return Dataset.from_frames(frames, study)


def test_each_study_enters_with_its_own_estimate(plan: Study) -> None:
    datasets = {name: named(plan, name, seed) for seed, name in enumerate("abc", start=1)}
    [found] = pool_studies(datasets)
    table = found.table()
    assert table["term"].tolist() == ["a", "b", "c", "Fixed effect", "Random effects", "Effect of a further study"]
    assert table["estimate"].iloc[:3].min() < found.random.pooled.estimate < table["estimate"].iloc[:3].max()
    page = pooled_page([found])
    assert "Heterogeneity: Q = " in page
    assert page == pooled_page(pool_studies(datasets))


@pytest.fixture
def thirds(golden_data: Callable[[str], pd.DataFrame]) -> dict[str, Dataset]:
    """Three studies, of every third person of the answers that `tests/golden/pooled.R` read."""
    declared = [{key: value for key, value in row.items() if key != "model"} for row in ANALYSIS["hypotheses"]]
    study = made_up_study(hypotheses=declared, exclusions=[])
    empty = {table: pd.DataFrame(columns=list(columns)) for table, columns in TABLES.items()}
    tables = ("participants", "allocations", "trials", "responses")
    whole = {table: golden_data(f"plan_{table}.csv").reindex(columns=list(TABLES[table])) for table in tables}
    people = list(whole["participants"]["participant"])
    return {
        f"study {part}": Dataset.from_frames(
            empty | {table: rows[rows["participant"].isin(people[part::3])] for table, rows in whole.items()}, study
        )
        for part in range(3)
    }


@pytest.mark.parametrize("outcome", ["perceived_comprehension", "trust"])
def test_studies_pooled_from_raw_answers_equal_metafor(thirds: dict[str, Dataset], golden: Any, outcome: str) -> None:
    expected = golden("pooled")[outcome]
    (found,) = (each for each in pool_studies(thirds) if (each.outcome.id, each.contrast) == (outcome, "condition"))
    assert [each.estimate for each in found.studies.values()] == pytest.approx(expected["y"], rel=1e-9)
    assert [each.std_error for each in found.studies.values()] == pytest.approx(expected["se"], rel=1e-9)
    for result, numbers in ((found.fixed, expected["fixed"]), (found.random, expected["random"])):
        pooled = result.pooled
        ours = [pooled.estimate, pooled.std_error, pooled.ci_low, pooled.ci_high]
        assert ours == pytest.approx(numbers, rel=1e-4)  # metafor ends its search at steps of 1e-5
    assert found.random.q == pytest.approx(expected["q"], rel=1e-9)
    assert found.random.tau2 == pytest.approx(expected["tau2"], abs=1e-5)


def test_a_study_without_an_estimate_is_left_out_and_named(plan: Study) -> None:
    empty = {table: frame.iloc[:0] for table, frame in made_up_frames(plan, participants=4).items()}
    nobody = replace(Dataset.from_frames(empty, plan), mode="bot")
    [found] = pool_studies({"a": named(plan, "a", 1), "b": named(plan, "b", 2), "nobody": nobody})
    assert list(found.studies) == ["a", "b"]
    assert found.messages[0].startswith("nobody gives no estimate")


def test_what_does_not_belong_together_is_refused(plan: Study) -> None:
    here = named(plan, "a", 1)
    with pytest.raises(AnalysisError, match="two exports at least"):
        pool_studies({"a": here})
    with pytest.raises(AnalysisError, match="have participants in common"):
        pool_studies({"a": here, "b": here})
    with pytest.raises(AnalysisError, match="bot and live sessions are not pooled"):
        pool_studies({"a": here, "b": replace(named(plan, "b", 2), mode="live")})
    other = made_up_study(
        outcomes=[{**outcome, "unit": "other"} for outcome in ANALYSIS["outcomes"]],
        hypotheses=[plan.protocol.analysis.hypotheses[0].model_dump(mode="json")],
    )
    with pytest.raises(AnalysisError, match="measured on different scales"):
        pool_studies({"a": here, "b": named(other, "b", 2)})
