"""Reference grid, contrasts and Wald tables, given R's coefficients, are R's means, contrasts and tables."""

import numpy as np
import pytest

from analysis.formula import contrast_matrix, estimate_table, model_frame, reference_grid


@pytest.mark.parametrize("outcome", ["comp", "trust", "sat"])
def test_means_and_contrasts_of_rs_coefficients_equal_emmeans(golden, golden_data, outcome):
    # lmer(yn ~ cond + period + (1 | pid) + (1 | case)); emmeans(m, ~ cond), contrast(., "revpairwise")
    reference = golden("sim_a_n32")["lmer"][outcome]
    frame = model_frame(
        f"{outcome} ~ cond + period + (1 | pid) + (1 | case)", golden_data("sim_a_n32.csv").astype({"period": str})
    )
    coefficients = np.array([reference["satterthwaite"][name]["Estimate"] for name in frame.names])
    grid = reference_grid(frame, "cond")
    means = grid.average @ frame.design.matrix(grid.rows) @ coefficients
    assert grid.cells["cond"].tolist() == [row["cond"] for row in reference["emmeans"]["means"]]
    assert means == pytest.approx([row["emmean"] for row in reference["emmeans"]["means"]], rel=1e-9)
    names, weights = contrast_matrix(grid.cells, "revpairwise")
    (expected,) = reference["emmeans"]["contrast"]
    assert names == [expected["contrast"]]
    assert weights @ means == pytest.approx([expected["estimate"]], rel=1e-9)
    (ends,) = reference["emmeans"]["contrast_ci"]
    row = estimate_table(
        {"contrast": names}, weights @ means, np.array([expected["SE"]]), df=np.array([expected["df"]])
    ).iloc[0]
    assert [row["statistic"], row["p_value"], row["ci_low"], row["ci_high"]] == pytest.approx(
        [expected["t.ratio"], expected["p.value"], ends["lower.CL"], ends["upper.CL"]], rel=1e-8
    )


def test_a_wald_table_of_rs_estimates_is_rs(golden):
    # coef(summary(clmm(...)))
    reference = golden("sim_a_n32")["clmm"]["comp"]["coefficients"]
    estimates, errors = (np.array([row[name] for row in reference.values()]) for name in ("Estimate", "Std. Error"))
    table = estimate_table({"term": list(reference)}, estimates, errors)
    assert table["statistic"].tolist() == pytest.approx([row["z value"] for row in reference.values()], rel=1e-9)
    assert table["p_value"].tolist() == pytest.approx([row["Pr(>|z|)"] for row in reference.values()], rel=1e-6)
