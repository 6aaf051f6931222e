"""Profile-likelihood intervals against R."""

import numpy as np
import pytest

from analysis import AnalysisError
from analysis.ordinal import clm, clmm, term_tests
from analysis.ordinal._profile import _of_parameter


# confint(clm(y ~ cond * ai + period))
@pytest.mark.parametrize(("link", "reference"), [("logit", "clm"), ("cloglog", "clm_cloglog")])
def test_intervals_equal_those_of_clm(crossed, references, link, reference):
    intervals = clm("y ~ cond * ai + period", crossed, link=link).profile()
    theirs = references[reference]["profile"]
    assert intervals.term.tolist() == list(theirs)
    assert intervals[["ci_low", "ci_high"]].to_numpy() == pytest.approx(np.array(list(theirs.values())), abs=1e-4)


# confint(glmer(b ~ I(x/10) + (1 | school), family = binomial), method = "profile")
def test_intervals_equal_those_of_glmer(nested, references):
    theirs = references["glmer"]["profile"]
    model = clmm("b ~ I(x/10) + (1 | school)", nested)
    intervals = model.profile(["0|1", "I(x/10)", "sd(school)"])
    low, high = theirs["(Intercept)"]
    expected = [[-high, -low], theirs["I(x/10)"], theirs[".sig01"]]
    assert intervals[["ci_low", "ci_high"]].to_numpy() == pytest.approx(np.array(expected), abs=1e-3)
    assert intervals.estimate.iloc[-1] == model.random_effects.sd[0]


def test_the_deviance_at_zero_is_the_likelihood_ratio(comp):
    place = comp.term_names.index("condvisual")
    chi_square = term_tests(comp).set_index("term").chi_square["cond"]
    assert _of_parameter(comp, place).root_deviance(0.0) ** 2 == pytest.approx(chi_square, abs=1e-6)


def test_less_confidence_is_a_narrower_interval(comp):
    wide, narrow = comp.profile(["condvisual"]).iloc[0], comp.profile(["condvisual"], confidence=0.9).iloc[0]
    assert wide.ci_low < narrow.ci_low < wide.estimate < narrow.ci_high < wide.ci_high


def test_a_contrast_has_the_interval_of_the_coefficient_that_equals_it(crossed):
    scenarios = [(1.0, {"cond": "visual"}), (-1.0, {"cond": "text"})]
    numeric = crossed.assign(centred=crossed["ai"].astype("category").cat.codes)
    numeric["centred"] -= numeric["centred"].mean()
    coefficient = clm("y ~ cond * centred + period", numeric).profile(["condvisual"]).iloc[0]
    low, high = clm("y ~ cond * ai + period", crossed).profile_contrast(scenarios)
    assert (low, high) == pytest.approx((coefficient.ci_low, coefficient.ci_high), abs=1e-5)
    assert low < coefficient.estimate < high


def test_a_standard_deviation_estimated_as_zero_has_an_upper_end(wine):
    model = clmm("rating ~ temp + contact + (1 | judge) + (1 | bottle)", wine)
    interval = model.profile(["sd(bottle)"]).iloc[0]
    assert (interval.estimate, interval.ci_low) == (0, 0)
    assert 0.3 < interval.ci_high < 2


def test_unknown_terms_are_refused(comp):
    with pytest.raises(AnalysisError, match=r"sd\(pid\)"):
        comp.profile(["sd(judge)"])
