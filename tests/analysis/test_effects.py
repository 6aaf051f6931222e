import numpy as np
import pytest
from scipy import stats

from analysis.paired import Pairs, effect_sizes, pair


@pytest.fixture(params=["comp", "trust", "sat"])
def case(request, golden, golden_data):
    pairs = pair(golden_data("sim_a_n32.csv"), request.param, condition="cond", participant="pid")
    return pairs, golden("sim_a_n32")["paired"][request.param]


def test_sizes_equal_r(case):
    pairs, block = case
    sizes = effect_sizes(pairs)
    expected = {
        "dz": block["cohens_dz"],
        "hedges_gz": block["hedges_gz_exactJ"],
        "dav": block["cohens_dav"],
        "rank_biserial": block["rank_biserial_effectsize"]["r_rank_biserial"],
        "cliffs_delta": block["cliffs_delta_effectsize"]["r_rank_biserial"],
        "a12": block["A12"],
        "superiority": block["ps_paired"],
    }
    got = sizes.summary().set_index("term")["estimate"]
    assert got.to_dict() == pytest.approx(expected, rel=1e-9)


def test_noncentral_interval_equals_r(case):
    # uniroot of pt(t, n - 1, ncp) - p
    pairs, block = case
    dz = effect_sizes(pairs).dz
    assert [dz.ci_low, dz.ci_high] == pytest.approx(block["dz_ci_noncentral"], abs=1e-5)


def test_rank_biserial_interval_equals_effectsize(case):
    # effectsize::rank_biserial(d, 0, paired = TRUE)
    pairs, block = case
    got = effect_sizes(pairs).rank_biserial
    expected = block["rank_biserial_effectsize"]
    assert [got.ci_low, got.ci_high] == pytest.approx([expected["CI_low"], expected["CI_high"]], rel=1e-9)


def test_extreme_sleep_data_equal_r(golden):
    block = golden("paired_sleep")
    sizes = effect_sizes(block["d"])
    assert sizes.dz.ci_high == pytest.approx(block["dz_ci_noncentral"][1], abs=1e-5)


def test_a_correlation_of_one_has_no_interval(golden):
    # effectsize gives [1, 1], as if nine differences of one sign excluded every other value
    sizes = effect_sizes(golden("paired_sleep")["d"])
    assert sizes.rank_biserial.estimate == 1
    assert np.isnan([sizes.rank_biserial.ci_low, sizes.rank_biserial.ci_high]).all()
    assert "one sign" in sizes.messages[-1]


@pytest.mark.parametrize("direction", [-1.0, 1.0])
def test_answers_that_do_not_overlap_have_no_interval(direction):
    pairs = Pairs("y", (), np.array([1.0, 2, 3]), np.array([4.0, 5, 7]), "text", "visual")
    turned = Pairs("y", (), direction * pairs.reference, direction * pairs.treatment, "text", "visual")
    sizes = effect_sizes(turned)
    assert sizes.cliffs_delta.estimate == direction
    assert sizes.a12.estimate == (direction + 1) / 2
    assert np.isnan([sizes.cliffs_delta.std_error, sizes.cliffs_delta.ci_low, sizes.a12.ci_high]).all()
    assert "do not overlap" in sizes.messages[-1]


def test_standard_errors_of_dav_and_delta_agree_with_the_jackknife(case):
    pairs, _ = case

    def estimates(keep):
        part = Pairs("y", (), pairs.reference[keep], pairs.treatment[keep], "text", "visual")
        sizes = effect_sizes(part)
        return sizes.dav.estimate, sizes.cliffs_delta.estimate

    n = pairs.n
    left_out = np.array([estimates(np.arange(n) != i) for i in range(n)])
    jackknife = np.sqrt((n - 1) / n * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    sizes = effect_sizes(pairs)
    assert [sizes.dav.std_error, sizes.cliffs_delta.std_error] == pytest.approx(jackknife, rel=0.05)


def test_a12_is_the_scaled_mann_whitney_statistic(case):
    pairs, _ = case
    u = stats.mannwhitneyu(np.round(pairs.treatment, 9), np.round(pairs.reference, 9)).statistic
    assert effect_sizes(pairs).a12.estimate == pytest.approx(u / pairs.n**2, rel=1e-12)


def test_differences_alone_leave_two_sample_sizes_undefined():
    sizes = effect_sizes([1.0, 2.0, 0.5, -1.0])
    assert np.isnan([sizes.dav.estimate, sizes.cliffs_delta.estimate, sizes.a12.estimate]).all()
    assert "answers under both conditions" in sizes.messages[0]


@pytest.mark.parametrize("shift", [0.02, 1, 40])
def test_dz_interval_mirrors_with_the_direction_of_the_effect(shift):
    differences = np.random.default_rng(1).normal(shift, 1, 12)
    up, down = effect_sizes(differences).dz, effect_sizes(-differences).dz
    assert down.estimate == -up.estimate
    assert [down.ci_low, down.ci_high] == pytest.approx([-up.ci_high, -up.ci_low], rel=1e-6)
    assert up.ci_low < up.estimate < up.ci_high
