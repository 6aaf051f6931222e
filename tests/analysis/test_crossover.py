import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.design import crossover, rank_sum

TIGHT = {"rel": 1e-9, "abs": 1e-12}


def peak_flow(table):
    """Senn's trial with one row a period; AB had formoterol first."""
    frame = table.melt(["pid", "sequence"], ["y1", "y2"], var_name="period", value_name="pef")
    first = frame["period"] == "y1"
    frame["drug"] = np.where(first == (frame["sequence"] == "AB"), "formoterol", "salbutamol")
    return frame


@pytest.fixture(params=["peak flow", "study"])
def case(request, golden, golden_data):
    if request.param == "study":
        result = crossover(golden_data("sim_a_n32.csv"), "comp", condition="cond", participant="pid")
        return result, golden("sim_a_n32")["crossover_comp"]
    frame = peak_flow(golden_data("senn_pef.csv"))
    return crossover(frame, "pef", condition="drug", participant="pid"), golden("crossover_pef")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("treatment", "treatment"),
        ("treatment_welch", "treatment_welch"),
        ("period", "period"),
        ("carry_over", "carryover_sum"),
    ],
)
def test_effects_equal_r(case, ours, theirs):
    # t.test(dA, dB, var.equal = TRUE), t.test(dA, dB), t.test(dA, -dB), t.test(sum_A, sum_B)
    result, reference = case
    estimate, expected = getattr(result, ours), reference[theirs]
    assert estimate.estimate == pytest.approx(expected["estimate"], **TIGHT)
    assert estimate.statistic == pytest.approx(expected["t"], **TIGHT)
    assert estimate.p_value == pytest.approx(expected["p"], **TIGHT)
    assert [estimate.ci_low, estimate.ci_high] == pytest.approx(expected["conf"], **TIGHT)
    df = result.df_welch if ours == "treatment_welch" else result.df
    assert df == pytest.approx(expected["df"], **TIGHT)
    assert list(result.n) == reference["n"]


def test_rank_version_equals_r(case):
    # exactRankTests::wilcox.exact(dA, dB); R's interval comes from a root-finder
    result, reference = case
    expected = reference["koch_wilcoxon"]
    assert result.treatment_rank.statistic == expected["W"]
    assert result.treatment_rank.p_value == pytest.approx(expected["p_exact"], abs=1e-12)
    assert result.treatment_rank.estimate == pytest.approx(expected["hl_half"], abs=0.03)


def test_rank_sum_equals_r_without_ties(golden):
    # wilcox.test(x, y, exact = TRUE, conf.int = TRUE)
    reference = golden("base_r")["rank_sum"]
    result = rank_sum(np.array(reference["x"]), np.array(reference["y"]))
    assert (result.u, result.exact) == (reference["statistic"], True)
    assert result.p_value == pytest.approx(reference["p"], abs=1e-12)
    assert result.shift == pytest.approx(reference["estimate"], abs=1e-12)
    assert [result.ci_low, result.ci_high] == pytest.approx(reference["conf"], abs=1e-12)


def test_treatment_is_blind_to_a_pure_period_effect(golden_data):
    frame = golden_data("sim_a_n32.csv")
    before = crossover(frame, "comp", condition="cond", participant="pid")
    later = frame.assign(comp=frame["comp"] + 2 * (frame["period"] == 2))
    after = crossover(later, "comp", condition="cond", participant="pid")
    assert after.treatment.estimate == pytest.approx(before.treatment.estimate)
    assert after.period.estimate == pytest.approx(before.period.estimate + 2)
    assert after.treatment.p_value == pytest.approx(before.treatment.p_value)


def test_the_reference_can_be_turned_round(golden_data):
    frame = golden_data("sim_a_n32.csv")
    there = crossover(frame, "trust", condition="cond", participant="pid")
    back = crossover(frame, "trust", condition="cond", participant="pid", reference="visual")
    assert back.treatment.estimate == pytest.approx(-there.treatment.estimate)
    assert back.sequences == ("visual, text", "text, visual")


def test_what_cannot_be_computed_is_said(golden_data):
    frame = golden_data("sim_a_n32.csv")
    arguments = {"condition": "cond", "participant": "pid"}
    for part, sentence in (
        (frame[frame["cond"] == "text"], "One condition"),
        (frame[frame["sequence"] == "AB"], "One sequence"),
        (frame.iloc[:0], "One condition"),
        (frame[frame["pid"].isin([1, frame.loc[frame["sequence"] == "BA", "pid"].iloc[0]])], "Two participants"),
        (frame.assign(comp=3), "no variance"),
    ):
        result = crossover(part, "comp", **arguments)
        assert np.isnan(result.treatment.p_value)
        assert sentence in result.messages[-1]
    gone = crossover(frame.assign(comp=frame["comp"].where(frame["pid"] != 7)), "comp", **arguments)
    assert gone.messages == ("1 participant without both periods left out: 7.",)


def test_designs_that_are_no_crossover_are_refused(golden_data):
    frame = golden_data("sim_a_n32.csv").rename(columns={"pid": "participant", "cond": "condition"})
    with pytest.raises(AnalysisError, match="several conditions in period 1"):
        crossover(frame.assign(period=1), "comp")
    with pytest.raises(AnalysisError, match="has 3 levels"):
        crossover(frame.assign(period=frame["period"] + (frame["participant"] == 1)), "comp")
    with pytest.raises(AnalysisError, match="is not a condition"):
        crossover(frame, "comp", reference="image")
    twice = crossover(pd.concat([frame, frame.assign(participant=99, condition="text")]), "comp")
    assert "met one condition in both periods, left out: 99" in twice.messages[0]
