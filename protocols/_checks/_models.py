"""Checks of a declared mixed model: the data have what it asks for, and can tell its effects apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protocols._analysis_plan import Hypothesis, Outcome
from protocols._checks._checked import Checked
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed

MODEL_VARIABLES = ("ai_correct", "case", "condition", "participant", "period", "sequence")
"""What a declared model may explain an outcome by."""
OF_A_CASE = ("ai_correct", "case")
"""Those that a value of a whole period does not have."""
_NAME = re.compile(r"[A-Za-z_]\w*(?!\w*\()")
_BY_PARTICIPANT = re.compile(r"\(([^()|]*)\|{1,2}\s*participant\s*\)")


def check_model(checked: Checked, keys: Keys, hypothesis: Hypothesis, outcome: Outcome | None) -> Iterator[Finding]:
    """Findings about the model of a hypothesis, if it declares one; `outcome` is None where it is not declared."""
    if hypothesis.model is None:
        return
    explained, _, explaining = hypothesis.model.partition("~")
    if explained.strip() != hypothesis.outcome:
        reason = f"the model does not explain the outcome `{hypothesis.outcome}`"
        yield checked.error(keys, reason, f"write `{hypothesis.outcome} ~ …`")
        return
    predictors = set(_NAME.findall(explaining))
    for name in sorted(predictors - set(MODEL_VARIABLES)):
        fix = did_you_mean(name, MODEL_VARIABLES, f"a model may use {listed(MODEL_VARIABLES)}")
        yield checked.error(keys, f"the model uses `{name}`, which the data do not have", fix)
    a_score = outcome is not None and outcome.score is not None
    if a_score:
        for name in sorted(predictors.intersection(OF_A_CASE)):
            reason = f"the model uses `{name}`, but `{hypothesis.outcome}` has one value a period"
            yield checked.error(keys, reason, f"leave `{name}` out")
    slopes = [name for part in _BY_PARTICIPANT.findall(explaining) for name in _NAME.findall(part)]
    if "condition" not in slopes:
        return
    if checked.study.protocol.design.kind == "between":
        reason = "slopes of `condition` by participant cannot be estimated: everyone meets one condition"
        yield checked.warning(keys, reason, "write `(1 | participant)`")
    elif a_score and hypothesis.link in {None, "identity"}:
        reason = "slopes of `condition` by participant cannot be told from the residual: a score has one value a period"
        yield checked.warning(keys, reason, "write `(1 | participant)`")
