"""Plans: over a full set of sequences every case is seen equally often in each condition and period."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import Design, Study, plan, sequences


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Any design on the cases of the small study."""
    kind, conditions = draw(st.sampled_from(["between", "within", "crossover"])), draw(st.integers(2, 4))
    cases = draw(st.permutations([f"case-{letter}{number}" for letter in "ab" for number in range(1, 7)]))
    each = draw(st.integers(1, 12 // conditions))
    return Design.model_validate(
        {
            "kind": kind,
            "conditions": [{"id": f"c{number}", "title": "C", "shows": ["answer"]} for number in range(conditions)],
            "case_sets": {f"set{number}": cases[number * each : (number + 1) * each] for number in range(conditions)},
            "case_order": draw(st.sampled_from(["random", "fixed"])),
        }
    )


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(design=designs(), seed=st.binary(min_size=1, max_size=32))
def test_over_all_sequences_every_case_meets_each_condition_and_period_equally_often(
    study: Study, design: Design, seed: bytes
) -> None:
    designed = replace(study, protocol=study.protocol.model_copy(update={"design": design}))
    seen: Counter[tuple[str, str, int]] = Counter()
    for number, sequence in enumerate(sequences(design)):
        first_step = study.protocol.trial.steps[0].id
        pages = plan(designed, sequence, seed + bytes([number])).pages
        met = [(page.case, page.condition, page.period) for page in pages if page.kind == "trial"]
        steps = [page for page in pages if page.kind == "trial" and page.step == first_step]
        assert sorted(str(page.case) for page in steps) == sorted(
            case for cases in design.case_sets.values() for case in cases
        )
        seen.update(met)  # type: ignore[arg-type]
    cases = [case for cases in design.case_sets.values() for case in cases]
    periods = range(1, 1 + max(period for _, _, period in seen))
    conditions = [condition.id for condition in design.conditions]
    counts = {seen[case, condition, period] for case in cases for condition in conditions for period in periods}
    assert len(counts) == 1
    assert counts != {0}
