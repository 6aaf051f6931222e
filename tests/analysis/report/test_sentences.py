"""Sentences that can be copied into a paper."""

from dataclasses import replace

import pytest

from analysis.confirmatory import Results, run_plan
from analysis.report import apa_sentence, methods
from protocols import Allocation
from tests.analysis.data.made_up import made_up, made_up_study


@pytest.fixture(scope="module")
def results() -> Results:
    return run_plan(made_up())


def test_a_result_gives_the_estimate_before_the_test(results: Results) -> None:
    first = results.hypotheses[0]
    sentence = apa_sentence(first, results.dataset)
    t = first.comparison.t
    assert f"mean difference {t.mean:.2f} points, 95% CI [{t.ci_low:.2f}, {t.ci_high:.2f}], n = 23" in sentence
    order = ["mean difference", "dz =", "rank-biserial r =", "Hodges–Lehmann estimate", "W+ =", "Holm-adjusted p"]
    assert sorted(order, key=sentence.index) == order
    assert sentence.startswith("“Perceived comprehension” was higher under “Text with images” (M = ")


def test_an_interaction_names_both_effects(results: Results) -> None:
    sentence = apa_sentence(results.hypotheses[2], results.dataset)
    assert "when the AI was right and" in sentence
    assert "a difference of" in sentence


def test_a_secondary_result_claims_no_correction(results: Results) -> None:
    assert "adjusted" not in apa_sentence(results.hypotheses[3], results.dataset)


def test_a_lower_mean_is_called_lower() -> None:
    reversed_effect = run_plan(made_up(effect=-1.5))
    assert " was lower under " in apa_sentence(reversed_effect.hypotheses[0], reversed_effect.dataset)


def test_no_direction_is_claimed_of_a_difference_that_is_not_shown() -> None:
    none = run_plan(made_up(effect=0.0))
    undecided = next(result for result in none.hypotheses if result.verdict.kind == "open")
    sentence = apa_sentence(undecided, none.dataset)
    assert sentence.startswith(
        f"No difference in “{undecided.comparison.outcome.title}” was shown between “Text with images” (M = "
    )
    assert "higher" not in sentence
    assert "lower" not in sentence


def test_the_methods_follow_from_the_plan() -> None:
    text = " ".join(methods(made_up(participants=4)))
    assert "12 cases in 2 sets" in text
    assert "permuted blocks of randomly chosen size (4, 8)" in text
    assert "Holm correction at a two-sided level of 0.05" in text
    other = " ".join(methods(made_up(made_up_study(test="paired_t", correction="none"), participants=4)))
    assert "the paired t test" in other
    assert "without correction" in other


def test_the_methods_name_factors_and_coin_of_minimization() -> None:
    study = made_up_study()
    factors = [{"item": "medical_training", "levels": {"none": ["none"], "any": ["some"]}}]
    allocation = Allocation.model_validate({"method": "minimization", "strata": factors, "target": 32})
    minimizing = replace(study, protocol=study.protocol.model_copy(update={"allocation": allocation}))
    text = " ".join(methods(made_up(minimizing, participants=4)))
    assert "minimization (Pocock and Simon 1975; range of marginal counts" in text
    assert "with probability 0.8), over medical training, only when" in text
