import pytest

from analysis.paired import pair, paired_t, sign_test, tost

TIGHT = {"rel": 1e-9, "abs": 1e-15}


@pytest.fixture(params=["comp", "trust", "sat", "sleep"])
def case(request, golden, golden_data):
    """Pairs made from the raw data, and R's block about them."""
    if request.param == "sleep":
        wide = golden_data("sleep.csv").rename(columns={"extra.1": "first", "extra.2": "second"})
        frame = wide.melt("ID", var_name="drug", value_name="extra")
        return pair(frame, "extra", condition="drug", participant="ID"), golden("paired_sleep")
    frame = golden_data("sim_a_n32.csv")
    pairs = pair(frame, request.param, condition="cond", participant="pid")
    return pairs, golden("sim_a_n32")["paired"][request.param]


def test_t_test_equals_r(case):
    # t.test(visual, text, paired = TRUE)
    pairs, block = case
    result = paired_t(pairs)
    assert result.t == pytest.approx(block["t"]["t"], **TIGHT)
    assert result.p_value == pytest.approx(block["t"]["p"], **TIGHT)
    assert [result.ci_low, result.ci_high] == pytest.approx(block["t"]["conf"], **TIGHT)
    assert result.df == block["t"]["df"]


def test_equivalence_equals_r(case):
    # t.test(d, mu = -.25, alternative = "greater"), t.test(d, mu = .25, alternative = "less")
    pairs, block = case
    result = tost(pairs, 0.25)
    for name in ("t_lower", "p_lower", "t_upper", "p_upper"):
        assert getattr(result, name) == pytest.approx(block["tost"][name], **TIGHT)
    assert result.p_value == pytest.approx(block["tost"]["p"], **TIGHT)
    assert [result.ci_low, result.ci_high] == pytest.approx(block["tost"]["ci90"], **TIGHT)


def test_equivalence_holds_exactly_where_the_interval_lies_within_the_bounds(case):
    pairs, _ = case
    for bound in (0.05, 0.4, 0.6, 3.0):
        result = tost(pairs, bound)
        assert result.equivalent == (-bound < result.ci_low and result.ci_high < bound)


def test_sign_test_equals_r(case):
    # binom.test(sum(d > 0), sum(d != 0))
    pairs, block = case
    result = sign_test(pairs)
    assert result.n_positive == block["sign_test"]["statistic"]
    assert result.p_value == pytest.approx(block["sign_test"]["p"], **TIGHT)
    assert result.proportion == pytest.approx(block["sign_test"]["estimate"], **TIGHT)
    assert [result.ci_low, result.ci_high] == pytest.approx(block["sign_test"]["conf"], rel=1e-7)
