"""The linter on the analysis plan: outcomes, hypotheses, models, exclusions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.protocols.damage import Damage, Fault, assert_found, each, each_of, removing, setting

ERRORS: list[Fault] = [
    (
        "landing",
        setting("landing", to="welcome"),
        "landing",
        "there is no texts/en/welcome.md",
        "add texts/en/welcome.md",
    ),
    (
        "reference condition",
        setting("analysis", "reference", to="images"),
        "analysis.reference",
        "not the reference condition",
        "use the first condition, `text`",
    ),
    (
        "outcome twice",
        setting("analysis", "outcomes", 1, "id", to="trust"),
        "analysis.outcomes[1].id",
        "`trust` is declared twice",
        "an id of its own",
    ),
    (
        "outcome two ways",
        setting("analysis", "outcomes", 0, "score", to="mood"),
        "analysis.outcomes[0]",
        "2 ways to compute it",
        "exactly one",
    ),
    (
        "outcome item",
        setting("analysis", "outcomes", 0, "items", to=["trst"]),
        "analysis.outcomes[0].items[0]",
        "`trst` is not asked in the trial",
        "did you mean `trust`?",
    ),
    (
        "outcome without numbers",
        setting("analysis", "outcomes", 0, "items", to=["keyed"]),
        "analysis.outcomes[0].items[0]",
        "are not numbers",
        "rating",
    ),
    (
        "outcome score",
        setting("analysis", "outcomes", 1, "score", to="moood"),
        "analysis.outcomes[1].score",
        "no instrument has a score `moood`",
        "did you mean `mood`?",
    ),
    (
        "score asked in part",
        setting("flow", "period", 1, "ask", 0, "items", to=["mood_calm"]),
        "analysis.outcomes[1].score",
        "not all asked in each period",
        "ask the instrument",
    ),
    (
        "measure",
        removing("trial", "steps", 0),
        "analysis.outcomes[2].measure",
        "needs 2 judgements a case, the trial asks 1",
        "add items of type `judgement`",
    ),
    (
        "empty range",
        setting("analysis", "outcomes", 0, "range", to=[7, 1]),
        "analysis.outcomes[0].range",
        "the range is empty",
        "smallest value first",
    ),
    (
        "hypothesis outcome",
        setting("analysis", "hypotheses", 0, "outcome", to="trusst"),
        "analysis.hypotheses[0].outcome",
        "`trusst` is not declared",
        "did you mean `trust`?",
    ),
    (
        "hypothesis treatment",
        setting("analysis", "hypotheses", 0, "treatment", to="text"),
        "analysis.hypotheses[0].treatment",
        "`text` is no treatment",
        "use one of `images`",
    ),
    (
        "contrast",
        setting(
            "analysis",
            "hypotheses",
            0,
            to={
                "id": "h1",
                "statement": "So.",
                "outcome": "mood",
                "treatment": "images",
                "family": "secondary",
                "contrast": "condition:ai_correct",
            },
        ),
        "analysis.hypotheses[0].contrast",
        "rated once a period",
        "for each case",
    ),
    (
        "model",
        setting("analysis", "hypotheses", 0, "model", to="mood ~ condition"),
        "analysis.hypotheses[0].model",
        "does not explain the outcome `trust`",
        "write `trust ~",
    ),
    (
        "model variable",
        setting("analysis", "hypotheses", 0, "model", to="trust ~ log(periods) + (1 | participant)"),
        "analysis.hypotheses[0].model",
        "the model uses `periods`",
        "did you mean `period`?",
    ),
    (
        "case of a score",
        each(
            setting("analysis", "hypotheses", 0, "outcome", to="mood"),
            setting("analysis", "hypotheses", 0, "model", to="mood ~ condition + (1 | participant) + (1 | case)"),
        ),
        "analysis.hypotheses[0].model",
        "`mood` has one value a period",
        "leave `case` out",
    ),
    (
        "too few checks",
        setting("analysis", "exclusions", 0, "limit", to=3),
        "analysis.exclusions[0].limit",
        "needs 3 failed checks, the session has 2",
        "lower the limit",
    ),
]


@each_of(ERRORS)
def test_errors_are_found(damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str) -> None:
    assert_found(damaged, edit, path, reason, fix)


SLOPES = "mood ~ condition + period + (1 + condition | participant)"


def test_slopes_that_nothing_tells_from_the_residual_are_warned_of(damaged: Damage) -> None:
    def declare(outcome: str, model: str, **more: Any) -> list[str]:
        def change(value: Any) -> None:
            value["analysis"]["hypotheses"][0] |= {"outcome": outcome, "model": model} | more

        return [
            finding.reason
            for finding in damaged("study.yaml", change).warnings
            if finding.path == "analysis.hypotheses[0].model"
        ]

    (reason,) = declare("mood", SLOPES)
    assert "one value a period" in reason
    assert declare("mood", SLOPES.replace("1 + condition", "1")) == []
    assert declare("mood", SLOPES, link="logit") == []
    assert declare("trust", SLOPES.replace("mood", "trust")) == []


def test_slopes_between_participants_are_warned_of(damaged: Damage) -> None:
    def change(value: Any) -> None:
        value["design"]["kind"] = "between"
        value["analysis"]["hypotheses"][0]["model"] = SLOPES.replace("mood", "trust")

    (finding,) = [found for found in damaged("study.yaml", change).warnings if found.path.endswith("model")]
    assert "everyone meets one condition" in finding.reason
    assert finding.fix == "write `(1 | participant)`"
