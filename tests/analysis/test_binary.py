import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.conditional_models import ConditionalLogit

from analysis import AnalysisError
from analysis.paired import conditional_logistic, mantel_haenszel, mcnemar
from analysis.paired._conditional_logit import fit_conditional_logit

STUDY = {"condition": "cond", "participant": "pid"}


def paired_frame(table):
    """One 0/1 answer a person and survey from a 2x2 table whose first row and column are "yes"."""
    cells = [(first, second, table[1 - first][1 - second]) for first in (0, 1) for second in (0, 1)]
    first = np.repeat([cell[0] for cell in cells], [cell[2] for cell in cells])
    second = np.repeat([cell[1] for cell in cells], [cell[2] for cell in cells])
    n = len(first)
    return pd.DataFrame(
        {
            "participant": [*range(n), *range(n)],
            "condition": ["first"] * n + ["second"] * n,
            "approves": [*first, *second],
        }
    )


def test_mcnemar_equals_r(golden):
    # binom.test(m[1, 2], m[1, 2] + m[2, 1]) on Agresti's approval ratings
    reference = golden("base_r")["mcnemar"]
    result = mcnemar(paired_frame(reference["table"]), outcome="approves")
    assert [[result.table[1][1], result.table[1][0]], [result.table[0][1], result.table[0][0]]] == reference["table"]
    assert result.p_value == pytest.approx(reference["exact"]["p"], rel=1e-9)
    low, high = reference["exact"]["conf"]
    # R counts those who changed from yes to no; the odds ratio here is that of changing from no to yes
    assert 1 / result.ci_high == pytest.approx(low / (1 - low), rel=1e-9)
    assert 1 / result.ci_low == pytest.approx(high / (1 - high), rel=1e-9)
    assert result.odds_ratio == pytest.approx(86 / 150)
    assert result.mid_p_value < result.p_value


def test_mantel_haenszel_equals_r(golden, golden_data):
    # mantelhaen.test(table(cond, correct, pid), correct = FALSE)
    reference = golden("sim_a_n32")["cmh_correct"]
    result = mantel_haenszel(golden_data("sim_a_n32.csv"), "correct", **STUDY)
    assert result.odds_ratio == pytest.approx(reference["or"], rel=1e-9)
    assert result.statistic == pytest.approx(reference["stat"], rel=1e-9)
    assert result.p_value == pytest.approx(reference["p"], rel=1e-9)
    assert [result.ci_low, result.ci_high] == pytest.approx(reference["conf"], rel=1e-9)


def test_conditional_logistic_equals_survival(golden, golden_data):
    # survival::clogit(correct ~ cond + period + strata(pid), method = "exact")
    reference = golden("base_r")["clogit_correct"]
    result = conditional_logistic(golden_data("sim_a_n32.csv"), "correct", adjust_for=["period"], **STUDY)
    summary = result.summary()
    assert summary["term"].tolist() == ["condvisual", "period2"]
    assert summary["estimate"].tolist() == pytest.approx(reference["estimate"], rel=1e-8)
    assert summary["std_error"].tolist() == pytest.approx(reference["se"], rel=1e-6)
    assert result.log_likelihood == pytest.approx(reference["logLik"], rel=1e-9)
    assert summary[["ci_low", "ci_high"]].to_numpy() == pytest.approx(np.array(reference["conf"]), rel=1e-6)


def test_conditional_logistic_equals_statsmodels_with_unequal_strata(golden_data):
    frame = golden_data("sim_a_n32.csv").sample(frac=0.6, random_state=np.random.default_rng(3))
    frame = frame[frame.groupby("pid")["correct"].transform("nunique") == 2]
    terms = np.column_stack([frame["cond"] == "visual", frame["time_s"] / 10]).astype(float)
    value, strata = frame["correct"].to_numpy(dtype=float), frame["pid"].to_numpy()
    ours = fit_conditional_logit(terms, value, strata)
    theirs = ConditionalLogit(value, terms, groups=strata).fit(disp=False, method="newton")
    assert ours.coefficients == pytest.approx(theirs.params, rel=1e-8)
    assert np.sqrt(np.diag(ours.covariance)) == pytest.approx(theirs.bse, rel=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-10)


def test_rows_may_share_an_index(golden_data):
    frame = golden_data("sim_a_n32.csv")
    arguments = {"adjust_for": ["period"], **STUDY}
    stacked = frame.set_axis(np.zeros(len(frame), dtype=int))
    assert conditional_logistic(stacked, "correct", **arguments) == conditional_logistic(frame, "correct", **arguments)


def test_the_reference_turns_the_odds_ratio_round(golden_data):
    frame = golden_data("sim_a_n32.csv")
    there, back = (mantel_haenszel(frame, "correct", reference=label, **STUDY) for label in ("text", "visual"))
    assert back.odds_ratio == pytest.approx(1 / there.odds_ratio)
    assert back.p_value == pytest.approx(there.p_value)


def test_what_cannot_be_computed_is_said(golden_data):
    frame = golden_data("sim_a_n32.csv")
    for part in (frame.assign(correct=1), frame[frame["cond"] == "text"], frame.iloc[:0]):
        for result in (
            mantel_haenszel(part, "correct", **STUDY),
            conditional_logistic(part, "correct", **STUDY),
        ):
            assert result.summary()["estimate"].isna().all()
            assert result.messages
    one_way = frame[["pid", "cond"]].drop_duplicates().assign(correct=lambda rows: rows["cond"] == "visual")
    one_way["correct"] = one_way["correct"].astype(int)
    assert "separate" in conditional_logistic(one_way, "correct", **STUDY).messages[0]
    assert mantel_haenszel(one_way, "correct", **STUDY).odds_ratio == np.inf
    first_period = conditional_logistic(frame[frame["period"] == 1], "correct", **STUDY)
    assert "never varies within a participant" in first_period.messages[0]
    same = paired_frame([[3, 0], [0, 4]])
    assert np.isnan(mcnemar(same, outcome="approves").p_value)
    assert "Nobody's answer changed" in mcnemar(same, outcome="approves").messages[0]


def test_answers_that_are_not_binary_are_refused(golden_data):
    frame = golden_data("sim_a_n32.csv")
    with pytest.raises(AnalysisError, match="mantel_haenszel or"):
        mcnemar(frame, outcome="correct", **STUDY)
    with pytest.raises(AnalysisError, match="0 and 1 only"):
        mantel_haenszel(frame, "comp", **STUDY)
    with pytest.raises(AnalysisError, match="keep two"):
        conditional_logistic(frame, "correct", condition="case", participant="pid")
