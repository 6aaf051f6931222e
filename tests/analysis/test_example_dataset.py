"""The made-up dataset that examples use says what it is, is the same for equal seeds, and runs through the whole plan."""

import pandas as pd
import pytest

from analysis import AnalysisError, example_dataset, run_plan
from analysis.data import TABLES
from protocols import load_study


def test_equal_seeds_give_equal_answers_and_others_do_not():
    first, again, other = example_dataset(4), example_dataset(4), example_dataset(4, seed=2)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(first, table), getattr(again, table))
    assert not first.responses["value"].equals(other.responses["value"])


def test_it_says_that_nobody_answered():
    assert example_dataset(1).mode == "bot"


def test_everyone_judges_every_case_and_answers_every_scale():
    dataset = example_dataset(4)
    cases = sum(len(cases) for cases in load_study("skingen").protocol.design.case_sets.values())
    assert dataset.trials.groupby("participant").size().eq(cases).all()
    assert dataset.allocations["sequence"].nunique() == 4
    assert dataset.responses["missing"].isna().all()


def test_the_plan_runs_on_it():
    results = run_plan(example_dataset(8))
    assert all(result.p_value <= 1 for result in results.hypotheses)
    assert results.hypotheses[0].comparison.t.mean > 0


def test_nobody_is_refused():
    with pytest.raises(AnalysisError, match="at least 1"):
        example_dataset(0)
