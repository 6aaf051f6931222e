"""What follows from the allocation alone, as text: randomisation tests, and all conditions at once."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.between import KruskalResult
from analysis.confirmatory import Results
from analysis.design import PermutationResult
from analysis.report._numbers import DASH, Measure, bounded, decimal, p_value


def permutation_rows(results: Results, permutations: Mapping[str, PermutationResult]) -> Iterator[dict[str, Any]]:
    """One row a hypothesis: the test that deals the sequences out again."""
    for result in results.hypotheses:
        found = permutations[result.hypothesis.id]
        measure = Measure.of(result.comparison.outcome)
        interaction = result.hypothesis.contrast != "condition"
        yield {
            "id": result.hypothesis.id,
            "outcome": result.comparison.outcome.title + (" × AI right" if interaction else ""),
            "n": found.n,
            "groups": found.groups,
            "estimate": measure.value(found.estimate, sign=True),
            "unit": measure.difference_unit,
            "p": DASH if math.isnan(found.p_value) else p_value(found.p_value),
            "messages": found.messages,
        }


def omnibus_rows(results: Results) -> Iterator[dict[str, Any]]:
    """One entry an outcome: the test over all conditions and every pair of them."""
    titles = results.dataset.conditions
    for found in results.omnibus:
        measure, test = Measure.of(found.outcome), found.result
        between = isinstance(test, KruskalResult)
        share = test.epsilon_squared if isinstance(test, KruskalResult) else test.kendall_w
        name, size = ("Kruskal–Wallis H", "ε²") if between else ("Friedman χ²", "Kendall’s W")
        yield {
            "outcome": found.outcome.title,
            "n": test.n,
            "test": DASH
            if math.isnan(test.p_value)
            else f"{name}({test.df}) = {decimal(test.statistic)}, {p_value(test.p_value)}, {size} = {bounded(share)}",
            "unit": measure.difference_unit,
            "pairs": [
                {
                    "names": " minus ".join(titles[name] for name in row.term.split(" - ")),
                    "estimate": measure.value(row.estimate, sign=True),
                    "interval": measure.interval(row.ci_low, row.ci_high),
                    "p": DASH if math.isnan(row.p_value) else p_value(row.p_value),
                }
                for row in test.pairwise
            ],
            "messages": test.messages,
        }
