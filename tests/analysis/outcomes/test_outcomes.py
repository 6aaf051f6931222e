"""Outcomes mean what the protocol says they mean."""

import numpy as np
import pandas as pd
import pytest

from analysis.outcomes import MEASURES, decision, outcomes, participant_means, undefined
from protocols import AnalysisPlan
from tests.analysis.data.made_up import made_up


def trials(rows: list[tuple[str, str, str, bool]]) -> pd.DataFrame:
    """First judgement, the AI's answer, final judgement, whether the AI is right."""
    table = pd.DataFrame(rows, columns=["first_judgement", "ai_answer", "final_judgement", "ai_correct"])
    return table.astype({"ai_correct": "boolean"})


CASES = trials(
    [
        ("a", "b", "b", True),  # switched to a right answer
        ("a", "b", "a", True),  # refused a right answer
        ("a", "b", "b", False),  # took over a wrong answer
        ("a", "b", "c", False),  # refused a wrong answer for a third one
        ("b", "b", "b", True),  # agreed from the start
        ("b", "b", "b", False),
    ]
)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("switched", [1, 0, 1, 0, None, None]),
        ("over_reliance", [None, None, 1, 0, None, None]),
        ("under_reliance", [0, 1, None, None, None, None]),
    ],
)
def test_reliance_counts_only_trials_of_its_denominator(measure: str, expected: list[float | None]) -> None:
    assert decision(CASES, measure).to_numpy() == pytest.approx(np.array(expected, dtype=float), nan_ok=True)


def test_missing_judgements_are_in_no_denominator() -> None:
    table = trials([("a", "b", "b", True)] * 2)
    table.loc[0, "final_judgement"] = None
    table.loc[1, "first_judgement"] = None
    for measure in ("switched", "over_reliance", "under_reliance"):
        assert decision(table, measure).isna().all()


def test_every_measure_of_the_protocol_is_computed() -> None:
    declared = AnalysisPlan.model_json_schema()["$defs"]["Outcome"]["properties"]["measure"]["anyOf"][0]["enum"]
    assert set(declared) == set(MEASURES)


def test_a_trial_outcome_is_the_mean_of_its_items_and_needs_all() -> None:
    dataset = made_up(participants=4)
    rows = dataset.responses
    first = rows[(rows["participant"] == "P000") & (rows["position"] == 1) & rows["item"].str.startswith("comp")]
    stored = first.set_index("item")["value"].astype(float)
    values = outcomes(dataset)
    case = first["case"].iloc[0]

    def computed(frame: pd.DataFrame) -> float:
        mine = (frame["participant"] == "P000") & (frame["case"] == case)
        return float(frame[mine & (frame["outcome"] == "perceived_comprehension")]["value"].item())

    assert computed(values) == pytest.approx((stored["comp_1"] + stored["comp_2"] + 6 - stored["comp_3"]) / 3)
    dataset.responses.loc[first.index[0], "value"] = None
    assert np.isnan(computed(outcomes(dataset)))


def test_scores_come_once_a_period_and_trials_once_a_case() -> None:
    values = outcomes(made_up(participants=4, last_leaves=False))
    counts = values.groupby("outcome").size()
    assert counts["s_tias"] == 4 * 2
    assert counts["trust"] == counts["duration"] == counts["over_reliance"] == 4 * 12
    assert values[values["outcome"] == "s_tias"]["case"].isna().all()
    assert values[values["outcome"] == "trust"]["ai_correct"].notna().all()


def test_means_are_over_defined_values_and_zero_denominators_are_counted() -> None:
    values = pd.DataFrame(
        {
            "participant": ["p", "p", "p", "q"],
            "condition": ["text"] * 4,
            "ai_correct": pd.array([True, True, False, False], dtype="boolean"),
            "outcome": ["over_reliance"] * 4,
            "value": [1.0, 0.0, np.nan, np.nan],
        }
    )
    means = participant_means(values)
    assert means["value"].to_numpy() == pytest.approx(np.array([0.5, np.nan]), nan_ok=True)
    assert means[["n_values", "n_rows"]].to_numpy().tolist() == [[2, 3], [0, 1]]
    assert undefined(means)[["n", "n_undefined"]].to_numpy().tolist() == [[2, 1]]
    assert participant_means(values, by=("ai_correct",))["n_rows"].tolist() == [1, 2, 1]
