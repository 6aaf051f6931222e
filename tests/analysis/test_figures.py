import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.decisions import calibration
from analysis.figures import (
    alt_text,
    calibration_plot,
    category_probabilities,
    diverging_likert,
    figure_html,
    forest,
    likert_counts,
    likert_labels,
    paired_estimation,
    raincloud,
    specification_curve,
    stacked_likert,
)
from analysis.figures._theme import diverging_colours, text_colour
from analysis.paired import bootstrap_mean_difference, pair

FIVE = ["strongly disagree", "disagree", "neither", "agree", "strongly agree"]


@pytest.fixture
def counts(golden_data):
    items = golden_data("sim_a_n32.csv").melt(["pid", "cond"], ["comp1", "comp2"], var_name="item", value_name="answer")
    return likert_counts(items, "answer", by=["item", "cond"])


def side(figure, sign):
    """Sum of the bars on one side of zero, one value a row."""
    bars = [np.asarray(trace.x, dtype=float) for trace in figure.data if sign * np.nansum(trace.x) > 0]
    return np.abs(np.sum(bars, axis=0))


def test_counts_keep_every_answer(counts, golden_data):
    assert counts["count"].sum() == 2 * len(golden_data("sim_a_n32.csv"))


@pytest.mark.parametrize("points", [5, 4, 2, 7])
def test_diverging_bars_split_the_middle_of_the_scale_at_zero(points):
    answers = pd.DataFrame({"condition": "text", "answer": range(1, points + 1), "count": range(1, points + 1)})
    figure = diverging_likert(answers, labels=likert_labels(points, "low", "high"))
    share = 100 * answers["count"] / answers["count"].sum()
    low, high = share[: points // 2].sum(), share[(points + 1) // 2 :].sum()
    neutral = share[points // 2] if points % 2 else 0
    assert side(figure, -1) == pytest.approx([low + neutral / 2])
    assert side(figure, 1) == pytest.approx([high + neutral / 2])


def test_answers_next_to_the_middle_are_drawn_next_to_zero(counts):
    figure = diverging_likert(counts, labels=FIVE, item="item", condition="cond")
    left = [trace.name for trace in figure.data if np.nansum(trace.x) < 0]
    right = [trace.name for trace in figure.data if np.nansum(trace.x) > 0]
    assert left == ["neither", "disagree", "strongly disagree"]
    assert right == ["neither", "agree", "strongly agree"]
    legend = sorted((trace for trace in figure.data if trace.showlegend), key=lambda trace: trace.legendrank)
    assert [trace.name for trace in legend] == FIVE


def test_pooling_adds_the_counts_up(counts):
    pooled = diverging_likert(counts, labels=FIVE, condition=None)
    assert pooled.data[0].customdata[0][2] == counts["count"].sum()
    assert "all answers" in alt_text(pooled)


def test_stacked_bars_reach_one_hundred_percent(counts):
    figure = stacked_likert(counts, labels=FIVE, item="item", condition="cond")
    assert side(figure, 1) == pytest.approx([100] * 4)


def test_numbers_of_the_bars_are_in_the_text_alternative(counts):
    alt = alt_text(diverging_likert(counts, labels=FIVE, item="item", condition="cond"))
    part = counts[(counts["item"] == "comp1") & (counts["cond"] == "text")].set_index("answer")["count"]
    assert f"comp1 (text, n = 320): strongly disagree {100 * part[1] / 320:.0f}%" in alt


def test_estimation_plot_shows_every_participant_and_the_interval(golden_data):
    pairs = pair(golden_data("sim_a_n32.csv"), "trust", condition="cond", participant="pid")
    result = bootstrap_mean_difference(pairs, np.random.default_rng(1), resamples=500)
    figure = paired_estimation(pairs, result)
    lines = np.asarray(figure.data[0].y, dtype=float).reshape(-1, 3)
    assert lines[:, 0].tolist() == pairs.reference.tolist()
    assert lines[:, 1].tolist() == pairs.treatment.tolist()
    bar = figure.data[-1]
    assert bar.y[0] + bar.error_y.array[0] == pytest.approx(result.ci_high)
    assert bar.y[0] - bar.error_y.arrayminus[0] == pytest.approx(result.ci_low)


def test_a_forest_calls_secondary_tests_by_no_wrong_name():
    rows = pd.DataFrame(
        {"term": ["h1", "s1"], "estimate": [0.2, 0.1], "ci_low": [0, 0], "ci_high": [1, 1], "primary": [True, False]}
    )
    words = str(forest(rows, x_label="difference").to_dict())
    assert "Filled squares: primary" in words
    assert "exploratory" not in words


def test_forest_marks_the_band_and_what_is_not_primary():
    rows = pd.DataFrame(
        {
            "term": ["trust", "ease"],
            "estimate": [0.2, np.nan],
            "ci_low": [-0.1, np.nan],
            "ci_high": [0.5, np.nan],
            "primary": [True, False],
        }
    )
    figure = forest(rows, x_label="difference", equivalence=(-0.25, 0.25))
    assert list(figure.data[0].marker.symbol) == ["square", "circle-open"]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (-0.25, 0.25)
    low, high = figure.layout.xaxis.range
    assert low < -0.25
    assert high > 0.5
    assert alt_text(figure) == "Forest plot of difference. trust: 0.20 [-0.10, 0.50]. ease: not computable."


def test_figures_without_data_say_so(golden_data):
    empty = pd.DataFrame({"condition": [], "answer": [], "count": []})
    assert "no answers yet" in alt_text(diverging_likert(empty, labels=FIVE))
    nobody = pair(golden_data("sim_a_n32.csv").iloc[:0], "trust", condition="cond", participant="pid")
    nothing = bootstrap_mean_difference(nobody, np.random.default_rng(1))
    assert "no pairs yet" in alt_text(paired_estimation(nobody, nothing))
    rows = pd.DataFrame({"term": [], "estimate": [], "ci_low": [], "ci_high": []})
    assert "No estimates" in alt_text(forest(rows, x_label="difference"))


def test_html_carries_the_text_alternative_escaped(counts):
    counts["item"] = 'a "quoted" <item>'
    page = figure_html(diverging_likert(counts, labels=FIVE, item="item", condition="cond"), name="likert")
    assert 'aria-label="Diverging bars of answers. a &quot;quoted&quot; &lt;item&gt; (text, n = ' in page
    assert 'id="likert"' in page
    assert "plotly.min.js" not in page


def test_scales_of_every_length_have_distinct_colours_and_readable_numbers():
    for points in range(2, 12):
        colours = diverging_colours(points)
        assert len(set(colours)) == points
    assert text_colour("#08519c") == "#ffffff"
    assert text_colour("#fdc98a") == "#000000"


def test_wrong_counts_are_refused(counts):
    with pytest.raises(AnalysisError, match="scale of 1 to 4"):
        diverging_likert(counts, labels=FIVE[:4], item="item", condition="cond")
    with pytest.raises(AnalysisError, match="at least two"):
        diverging_likert(counts, labels=["yes"], item="item", condition="cond")
    with pytest.raises(AnalysisError, match="positive estimates"):
        forest(
            pd.DataFrame({"term": ["a"], "estimate": [-1.0], "ci_low": [-2.0], "ci_high": [0.5]}),
            x_label="odds ratio",
            null=1,
            logarithmic=True,
        )


def test_the_door_of_the_analysis_loads_no_plotly():
    code = "import sys, analysis; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_calibration_plot_draws_the_curve_of_each_condition(golden_data):
    trials = golden_data("sim_reliance.csv")
    trials["final_correct"] = trials["final_judgement"] == trials["truth"]
    results = {name: calibration(part) for name, part in trials.groupby("condition")}
    figure = calibration_plot(results)
    for trace, result in zip(figure.data[1:], results.values(), strict=True):
        assert list(trace.y) == result.curve()["share_correct"].tolist()
    assert f"calibration error {results['text'].ece:.2f}" in alt_text(figure)


def test_raincloud_shows_every_value_and_says_the_quartiles(golden_data):
    frame = golden_data("sim_a_n32.csv")
    figure = raincloud(frame, "time_s", np.random.default_rng(1), condition="cond", logarithmic=True)
    shown = [trace for trace in figure.data if trace.mode == "markers" and len(trace.x) > 1]
    assert sorted(np.concatenate([trace.x for trace in shown])) == sorted(frame["time_s"])
    median = frame.loc[frame["cond"] == "text", "time_s"].median()
    assert f"text: median {median:.2f}" in alt_text(figure)
    assert "No values" in alt_text(raincloud(frame.iloc[:0], "time_s", np.random.default_rng(1), condition="cond"))


def test_specification_curve_sorts_the_paths_and_marks_the_declared_one():
    paths = pd.DataFrame(
        {
            "estimate": [0.3, -0.1, np.nan, 0.2],
            "ci_low": [0.1, -0.3, np.nan, -0.1],
            "ci_high": [0.5, 0.1, np.nan, 0.5],
            "model": ["t", "clmm", "lmm", "clmm"],
            "declared": [False, False, False, True],
        }
    )
    figure = specification_curve(paths, choices=["model"], y_label="difference", declared="declared")
    assert list(figure.data[0].y) == [-0.1, 0.2, 0.3]
    assert list(figure.data[0].marker.symbol) == ["circle", "diamond", "circle"]
    ticks = dict(zip(figure.layout.yaxis2.tickvals, figure.layout.yaxis2.ticktext, strict=True))
    chosen = {ticks[trace.y[0]].split("</span> ")[1]: list(trace.x) for trace in figure.data[1:]}
    assert chosen == {"t": [2], "clmm": [0, 1]}
    assert "1 interval excludes 0" in alt_text(figure)
    nothing = specification_curve(paths.iloc[:0], choices=["model"], y_label="difference")
    assert "no analysis gave an estimate" in alt_text(nothing)


def test_category_probabilities_are_drawn_as_given():
    predicted = pd.DataFrame(
        {
            "condition": ["text"] * 3 + ["visual"] * 3,
            "category": [1, 2, 3] * 2,
            "estimate": [0.5, 0.3, 0.2, 0.2, 0.3, 0.5],
            "ci_low": [0.4, 0.2, 0.1, 0.1, 0.2, 0.4],
            "ci_high": [0.6, 0.4, 0.3, 0.3, 0.4, 0.6],
        }
    )
    figure = category_probabilities(predicted)
    assert list(figure.data[1].y) == [0.2, 0.3, 0.5]
    assert list(figure.layout.xaxis.ticktext) == ["1", "2", "3"]
    assert "visual: 1 20%, 2 30%, 3 50%" in alt_text(figure)
