"""Containment degrees of freedom against R's error strata, against ranks, and in every table that takes them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.formula import model_frame
from analysis.ordinal import clm, clmm
from analysis.ordinal._degrees import containment, of_rows


@pytest.fixture(scope="module")
def answers(sim) -> pd.DataFrame:
    return sim.assign(hit=sim["case"] <= 5)


def degrees(formula: str, data: pd.DataFrame) -> dict[str, float]:
    frame = model_frame(formula, data, intercept_column=False)
    return dict(zip(["(Intercept)", *frame.names], containment(frame).tolist(), strict=True))


# residual degrees of freedom of aov(... + Error(group / cond)): stratum `group` for what is constant in it, `group:cond` for the rest
@pytest.mark.parametrize(
    ("effects", "group", "stratum", "between", "within"),
    [
        ("cond", "case", "by_case", (), ("condvisual",)),
        ("cond * hit", "case", "by_case_and_hit", ("hitTRUE",), ("condvisual", "condvisual:hitTRUE")),
        ("cond", "pid", "by_person", (), ("condvisual",)),
        ("cond * sequence", "pid", "by_person_and_sequence", ("sequenceBA",), ("condvisual", "condvisual:sequenceBA")),
    ],
)
def test_they_are_those_of_the_error_stratum(answers, golden, effects, group, stratum, between, within) -> None:
    found, expected = degrees(f"comp ~ {effects} + (1 + cond | {group})", answers), golden("degrees")[stratum]
    assert [found[name] for name in ("(Intercept)", *between)] == [expected[group]] * (1 + len(between))
    assert [found[name] for name in within] == [expected[f"{group}:cond"]] * len(within)


def test_an_effect_that_is_constant_in_a_group_needs_no_slope(answers, golden) -> None:
    # nlme's outer effects
    found = degrees("comp ~ cond + sequence + (1 | pid)", answers)
    assert found["sequenceBA"] == golden("degrees")["outer"]
    assert found["condvisual"] == np.inf


def test_the_smallest_group_counts(answers) -> None:
    found = degrees("comp ~ cond + period + (1 + cond | pid) + (1 + cond | case)", answers)
    assert found == {"(Intercept)": 9, "condvisual": 9, "period2": np.inf}
    assert degrees("comp ~ cond + (1 + cond | pid) + (1 | case)", answers)["condvisual"] == 31


def test_a_group_without_spare_levels_has_none(answers) -> None:
    two = answers[answers["case"].isin([1, 6])]
    found = degrees("comp ~ cond * hit + (1 + cond | case)", two)
    assert np.isnan([found["condvisual"], found["condvisual:hitTRUE"], found["(Intercept)"]]).all()


@given(data=st.data())
def test_they_are_the_rank_of_the_group_beyond_its_effects(data) -> None:
    """By the ranks of whole matrices: one block of columns for each level."""
    rows = data.draw(st.integers(6, 24))
    frame = pd.DataFrame(
        {
            "who": data.draw(st.lists(st.integers(0, 5), min_size=rows, max_size=rows)),
            "a": data.draw(st.lists(st.sampled_from("xyz"), min_size=rows, max_size=rows)),
            "dose": data.draw(st.lists(st.integers(-2, 2), min_size=rows, max_size=rows)),
            "y": np.arange(rows),
        }
    )
    kind = data.draw(st.dictionaries(st.integers(0, 5), st.booleans()))
    frame["kind"] = frame["who"].map(lambda who: float(kind.get(who, False)))
    built = model_frame("y ~ a * kind + dose + (1 + a + dose | who)", frame, intercept_column=False)
    effects = np.column_stack([np.ones(rows), built.x])
    (term,) = built.random
    expected = np.full(effects.shape[1], np.inf)
    for z in term.z.T:
        block = z[:, None] * np.eye(len(term.levels))[term.codes]
        rank = np.linalg.matrix_rank(block)
        inside = [k for k, x in enumerate(effects.T) if np.linalg.matrix_rank(np.column_stack([block, x])) == rank]
        if inside:
            left = rank - np.linalg.matrix_rank(effects[:, inside])
            expected[inside] = np.minimum(expected[inside], left)
    assert containment(built).tolist() == pytest.approx(np.where(expected > 0, expected, np.nan).tolist(), nan_ok=True)


def test_a_sum_has_those_of_its_scarcest_effect() -> None:
    known = np.array([11.0, np.inf, 23.0])
    assert of_rows(known, np.array([[0, 1, 0], [0, 1, -2], [1e-17, 1, 0.5], [1, 0, 1]])).tolist() == [
        np.inf,
        23,
        23,
        11,
    ]


@pytest.fixture(scope="module")
def slopes(answers):
    return clmm("comp ~ cond + (1 + cond | pid) + (1 + cond | case)", answers)


def test_intervals_and_p_values_are_those_of_emmeans(slopes, golden) -> None:
    # contrast(emmeans(m, ~ cond, df = 9), "revpairwise")
    expected = golden("degrees")["contrast"]
    found = slopes.contrasts("cond", confidence=0.9, df="containment").iloc[0]
    assert found["df"] == expected["df"]
    names = ["estimate", "std_error", "p_value", "ci_low", "ci_high"]
    assert found[names].tolist() == pytest.approx(
        [expected["estimate"], expected["se"], expected["p"], *expected["conf"]], abs=2e-4
    )
    term = slopes.summary(0.9, df="containment").set_index("term").loc["condvisual", names]
    assert term.tolist() == pytest.approx(found[names].astype(float).tolist(), abs=1e-6)


def test_every_table_takes_them_and_none_does_unasked(slopes) -> None:
    scenarios = [(1.0, {"cond": "visual"}), (-1.0, {"cond": "text"})]
    tables = {
        "summary": lambda **df: slopes.summary(**df),
        "means": lambda **df: slopes.marginal_means("cond", mode="probability", **df),
        "classes": lambda **df: slopes.marginal_means("cond", mode="mean_class", **df),
        "contrasts": lambda **df: slopes.contrasts("cond", mode="mean_class", **df),
        "average": lambda **df: slopes.average_effect("cond", 4, **df),
        "expected": lambda **df: slopes.expected_contrast(scenarios, [1, 2, 3, 4, 5], **df),
        "link": lambda **df: slopes.expected_contrast(scenarios, **df),
    }
    for name, table in tables.items():
        normal, contained = table(), table(df="containment")
        assert "df" not in normal, name
        assert (contained["df"] == 9).all(), name
        pd.testing.assert_frame_equal(normal[["estimate", "std_error"]], contained[["estimate", "std_error"]])
        half = [(each["ci_high"] - each["ci_low"]) / 2 / each["std_error"] for each in (normal, contained)]
        assert half[0].to_numpy() == pytest.approx(stats.norm.ppf(0.975)), name
        assert half[1].to_numpy() == pytest.approx(stats.t(9).ppf(0.975)), name


def test_without_random_effects_they_are_infinite(answers) -> None:
    model = clm("comp ~ cond", answers)
    normal, contained = model.summary(), model.summary(df="containment")
    pd.testing.assert_frame_equal(normal, contained[normal.columns])
    assert np.isinf(contained["df"]).all()
