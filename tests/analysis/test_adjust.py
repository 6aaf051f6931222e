import math

import pytest

from analysis._adjust import adjust
from analysis._gate import AnalysisError


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("holm", "holm"),
        ("hochberg", "hochberg"),
        ("hommel", "hommel"),
        ("bh", "BH"),
        ("by", "BY"),
        ("bonferroni", "bonferroni"),
    ],
)
def test_adjusted_values_equal_r(golden, method, key):
    # p.adjust(p, method)
    reference = golden("padjust")
    assert adjust(reference["p"], method).adjusted == pytest.approx(reference[key], rel=1e-9)


def test_holm_over_the_outcomes_of_a_study_equals_r(golden):
    reference = golden("sim_a_n32")
    raw = {o: fit["satterthwaite"]["condvisual"]["Pr(>|t|)"] for o, fit in reference["lmer"].items()}
    result = adjust(raw)
    assert dict(zip(result.terms, result.adjusted, strict=True)) == pytest.approx(reference["holm_lmer"], rel=1e-9)


def test_a_test_that_could_not_be_computed_does_not_count():
    result = adjust({"trust": 0.02, "ease": math.nan, "load": 0.5})
    assert result.adjusted[0] == pytest.approx(0.04)
    assert math.isnan(result.adjusted[1])
    assert "ease" in result.messages[0]
    assert adjust({}).summary().empty


def test_wrong_values_are_refused():
    with pytest.raises(AnalysisError, match="between 0 and 1"):
        adjust([0.1, 1.2])
    with pytest.raises(AnalysisError, match="unknown"):
        adjust([0.1], "tukey")
