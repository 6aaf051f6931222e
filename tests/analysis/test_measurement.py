import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.measurement import alpha, kr20, omega, reliability

SCALES = {
    "A": ["-A1", "A2", "A3", "A4", "A5"],
    "C": ["C1", "C2", "C3", "-C4", "-C5"],
    "E": ["-E1", "-E2", "E3", "E4", "E5"],
    "N": ["N1", "N2", "N3", "N4", "N5"],
    "O": ["O1", "-O2", "O3", "O4", "-O5"],
}


@pytest.fixture(params=[*SCALES, "study"])
def scale(request, golden, golden_data):
    """The recoded answers to one scale, and psych's statistics of it."""
    if request.param == "study":
        frame = golden_data("sim_a_n32.csv")
        items = frame.loc[frame["cond"] == "visual", ["comp1", "comp2", "comp3", "comp4"]]
        return items, golden("sim_a_n32")["reliability_items"]
    answers = golden_data("bfi.csv")
    recoded = {
        key.strip("-"): 7 - answers[key.strip("-")] if key[0] == "-" else answers[key] for key in SCALES[request.param]
    }
    return pd.DataFrame(recoded), golden("bfi_reliability")[request.param]


def test_alpha_equals_psych(scale):
    # psych::alpha(X); alpha.ci
    items, reference = scale
    result = alpha(items)
    assert result.alpha == pytest.approx(reference["raw_alpha"], rel=1e-9)
    assert result.alpha_standardized == pytest.approx(reference["std_alpha"], rel=1e-9)
    assert result.std_error == pytest.approx(reference["ase"], rel=1e-9)
    assert result.n_complete == reference["n_complete"]


def test_item_statistics_equal_psych(scale):
    items, reference = scale
    table = alpha(items).item_table().set_index("item")
    assert table["alpha_if_dropped"].to_dict() == pytest.approx(reference["alpha_drop"], rel=1e-9)
    assert table["item_rest"].to_dict() == pytest.approx(reference["r_drop"], rel=1e-9)


def test_feldt_interval_equals_psych(scale):
    items, reference = scale
    result = alpha(items)
    assert [result.ci_low, result.ci_high] == pytest.approx(reference["feldt"], rel=1e-9)


@pytest.mark.parametrize("method", ["minres", "ml"])
def test_omega_and_loadings_equal_psych(scale, method):
    # psych::fa(X, 1, fm = method)
    items, reference = scale
    result = omega(items, method=method)
    assert result.omega == pytest.approx(reference[f"omega_t_1factor_{method}"], abs=1e-6)
    loadings = dict(zip(result.items, result.loadings, strict=True))
    assert loadings == pytest.approx(reference[f"loadings_{method}"], abs=1e-5)


def test_omega_interval_needs_a_seed_and_repeats_with_it(golden_data):
    items = golden_data("sim_a_n32.csv")[["comp1", "comp2", "comp3", "comp4"]]
    assert np.isnan(omega(items).ci_low)
    first = omega(items, rng=np.random.default_rng(3), resamples=100)
    assert first == omega(items, rng=np.random.default_rng(3), resamples=100)
    assert first.ci_low < first.omega < first.ci_high


def test_an_item_with_negative_variance_of_its_own_leaves_no_omega():
    # r12 r13 / r23 = 1.5 is the square of the first loading of the only factor with these correlations
    correlation = np.array([[1, 0.75, 0.8], [0.75, 1, 0.4], [0.8, 0.4, 1]])
    drawn = np.random.default_rng(4).normal(size=(40, 3))
    unrelated = np.linalg.qr(drawn - drawn.mean(axis=0))[0]
    items = pd.DataFrame(unrelated @ np.linalg.cholesky(correlation).T, columns=list("abc"))
    result = omega(items, rng=np.random.default_rng(3), resamples=50)
    assert np.isnan([result.omega, result.ci_low, result.ci_high]).all()
    assert "(Heywood case): a." in result.messages[0]


def test_kr20_is_the_textbook_formula_and_alpha_of_the_items(golden_data):
    frame = golden_data("sim_a_n32.csv")
    quiz = frame[frame["cond"] == "text"].pivot(index="pid", columns="case", values="correct")
    result = kr20(quiz)
    difficulty = quiz.mean()
    k = quiz.shape[1]
    textbook = k / (k - 1) * (1 - (difficulty * (1 - difficulty)).sum() / quiz.sum(axis=1).var(ddof=0))
    assert result.alpha == pytest.approx(textbook, rel=1e-12)
    assert result.alpha == alpha(quiz).alpha
    assert [item.mean for item in result.items] == pytest.approx(difficulty.tolist())
    rest = [quiz[case].corr(quiz.drop(columns=case).sum(axis=1)) for case in quiz]
    assert [item.item_rest for item in result.items] == pytest.approx(rest, rel=1e-9)


def test_what_cannot_be_computed_is_said(golden_data):
    items = golden_data("sim_a_n32.csv")[["comp1", "comp2", "comp3"]]
    assert "Fewer than two items" in alpha(items, ["comp1"]).messages[0]
    assert "Fewer than two people" in alpha(items.iloc[:1]).messages[0]
    assert "No variation" in alpha(items.assign(comp1=3)).messages[0]
    assert np.isnan(alpha(items.assign(comp1=3, comp2=3, comp3=3)).alpha)
    assert "at least three items" in omega(items, ["comp1", "comp2"]).messages[0]
    assert "No variation" in omega(items.assign(comp1=3)).messages[0]
    assert "comp1" in alpha(items.assign(comp1=6 - items["comp1"])).messages[0]


def test_wrong_items_are_refused(golden_data):
    items = golden_data("sim_a_n32.csv")
    with pytest.raises(AnalysisError, match="did you mean 'comp1'"):
        alpha(items, ["comp_1", "comp2"])
    with pytest.raises(AnalysisError, match="named twice"):
        alpha(items, ["comp1", "comp1"])
    with pytest.raises(AnalysisError, match="neither 0 nor 1"):
        kr20(items, ["comp1", "correct"])


def test_reliability_joins_alpha_and_omega(scale):
    items, reference = scale
    estimates = reliability(items).summary().set_index("term")["estimate"]
    assert estimates["alpha"] == pytest.approx(reference["raw_alpha"], rel=1e-9)
    assert estimates["omega"] == pytest.approx(reference["omega_t_1factor_minres"], abs=1e-6)
