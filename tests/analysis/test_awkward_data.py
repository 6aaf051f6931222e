"""Every analysis copes with the frames that real studies produce: other types, gaps, too few people."""

import numpy as np
import pandas as pd
import pytest

import analysis

RNG_SEED = 11


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(RNG_SEED)
    rows = pd.MultiIndex.from_product([range(8), (1, 2), range(6)], names=["participant", "period", "case"])
    frame = rows.to_frame(index=False)
    first_text = frame["participant"] % 2 == 0
    frame["condition"] = np.where(first_text == (frame["period"] == 1), "text", "visual")
    frame["block"] = frame["participant"] // 4
    frame["trust"] = rng.integers(1, 6, len(frame)).astype(float)
    frame.loc[rng.random(len(frame)) < 0.05, "trust"] = np.nan
    frame["correct"] = rng.integers(0, 2, len(frame))
    for name in ("truth", "ai_answer", "first_judgement", "final_judgement"):
        frame[name] = rng.choice(["acne", "eczema", "rosacea"], len(frame))
    frame["final_confidence"] = rng.integers(0, 101, len(frame))
    frame["final_correct"] = frame["final_judgement"] == frame["truth"]
    return frame


def analyse(frame):
    """Every frame-level analysis of one frame."""
    rng = np.random.default_rng(RNG_SEED)
    rating = {"unit": "case", "rater": "participant", "rating": "trust"}
    half = frame[frame["period"] == 1]
    wide = half.assign(trust=pd.to_numeric(half["trust"])).pivot(index="participant", columns="case", values="trust")
    return [
        analysis.wilcoxon(frame, outcome="trust"),
        analysis.paired_t(frame, outcome="trust"),
        analysis.tost(frame, 0.5, outcome="trust"),
        analysis.sign_test(frame, outcome="trust"),
        analysis.effect_sizes(frame, outcome="trust"),
        analysis.percent_change(frame, rng, outcome="trust", resamples=99),
        analysis.bootstrap_mean_difference(frame, rng, outcome="trust", resamples=99),
        analysis.crossover(frame, "trust"),
        analysis.permutation_test(frame, "trust", rng, within=["block"], resamples=19),
        analysis.friedman(frame, "trust"),
        analysis.mantel_haenszel(frame, "correct"),
        analysis.conditional_logistic(frame, "correct", adjust_for=["period"]),
        analysis.reliance(frame, by="condition"),
        analysis.calibration(frame),
        analysis.proportions(frame, "correct", by="condition"),
        analysis.krippendorff(half, **rating),
        analysis.gwet(half, "linear", **rating),
        analysis.icc(half, **rating),
        analysis.fleiss_kappa(half, **rating),
        analysis.reliability(wide),
    ]


SAME_NUMBERS = {
    "nullable integers": lambda f: f.assign(trust=f["trust"].astype("Int64")),
    "objects": lambda f: f.assign(trust=f["trust"].astype(object)),
    "booleans": lambda f: f.assign(correct=f["correct"].astype(bool)),
    "categories": lambda f: f.assign(condition=pd.Categorical(f["condition"], ["text", "visual", "unused"])),
    "words as names": lambda f: f.assign(participant=f["participant"].map("p{:02d}".format).astype("string")),
    "shared index": lambda f: f.set_axis(np.zeros(len(f), dtype=int)),
}


@pytest.mark.parametrize("change", SAME_NUMBERS.values(), ids=SAME_NUMBERS)
def test_the_type_of_a_column_does_not_change_a_number(answers, change):
    for before, after in zip(analyse(answers), analyse(change(answers)), strict=True):
        pd.testing.assert_frame_equal(before.summary(), after.summary())


TOO_LITTLE = {
    "nobody": lambda f: f.iloc[:0],
    "one participant": lambda f: f[f["participant"] == 0],
    "two participants": lambda f: f[f["participant"] < 2],
    "no answers": lambda f: f.assign(trust=np.nan),
    "equal answers": lambda f: f.assign(trust=3.0, correct=1),
    "one condition": lambda f: f[f["condition"] == "text"],
    "first period only": lambda f: f[f["period"] == 1],
    "perfect separation": lambda f: f.assign(
        trust=np.where(f["condition"] == "text", 2.0, 4.0), correct=(f["condition"] == "text").astype(int)
    ),
    "infinite value": lambda f: f.assign(trust=f["trust"].where(f.index != 3, np.inf)),
}


@pytest.mark.parametrize("change", TOO_LITTLE.values(), ids=TOO_LITTLE)
def test_too_little_data_give_results_not_exceptions(answers, change):
    for result in analyse(change(answers)):
        summary = result.summary()
        assert summary.columns.tolist() == list(analysis.SUMMARY_COLUMNS)
        infinite = np.isinf(summary["estimate"].dropna())
        # an estimate that is missing or infinite is always explained
        if summary["estimate"].isna().all() or infinite.any():
            assert result.messages, type(result).__name__


def test_a_percent_change_says_when_resamples_have_nothing_to_divide_by() -> None:
    frame = pd.DataFrame(
        {
            "participant": [1, 2, 1, 2],
            "condition": ["text", "text", "visual", "visual"],
            "share": [0.0, 0.5, 0.5, 0.5],
        }
    )
    change = analysis.percent_change(frame, np.random.default_rng(1), outcome="share")
    assert change.estimate == pytest.approx(100.0)
    assert np.isnan([change.bootstrap.ci_low, change.bootstrap.ci_high]).all()
    assert "The values vary too little for a bootstrap interval." in change.messages
