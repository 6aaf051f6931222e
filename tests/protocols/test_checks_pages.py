"""The linter on the flow and on the steps of a trial: pages, questions, practice, texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.protocols.damage import Damage, Fault, appending, assert_found, each_of, removing, setting

BEFORE = ("flow", "before")
TRAINING = (*BEFORE, 1, "ask", 0, "item")
ERRORS: list[Fault] = [
    (
        "page twice",
        setting("flow", "after", 0, "id", to="about"),
        "flow.after[0].id",
        "page id `about` is used twice",
        "an id of its own",
    ),
    (
        "page named as a period",
        setting("flow", "after", 0, "id", to="p1"),
        "flow.after[0].id",
        "looks like the number of a period",
        "choose a word",
    ),
    (
        "step twice",
        setting("trial", "steps", 1, "id", to="first"),
        "trial.steps[1].id",
        "step id `first` is used twice",
        "an id of its own",
    ),
    (
        "item twice",
        setting(*BEFORE, 2, "ask", 0, "item", "id", to="years"),
        "flow.before[2].ask[0].item.id",
        "item id `years` is asked on `about` and on `trained`",
        "an id of its own",
    ),
    ("no consent", removing(*BEFORE, 0), "flow.before", "does not begin with consent", "kind `consent` first"),
    (
        "late consent",
        lambda value: value["flow"]["before"].insert(0, value["flow"]["before"].pop(3)),
        "flow.before[1].kind",
        "consent is not the first page",
        "move it",
    ),
    (
        "no trials page",
        removing("flow", "period", 0),
        "flow.period",
        "has 0 pages of kind `trials`",
        "exactly one page",
    ),
    (
        "two trials pages",
        appending("flow", "period", what={"kind": "trials", "id": "more", "title": "More"}),
        "flow.period",
        "has 2 pages of kind `trials`",
        "exactly one page",
    ),
    (
        "trials outside the period",
        appending("flow", "after", what={"kind": "trials", "id": "more", "title": "More"}),
        "flow.after[1].kind",
        "stands in `flow.after`",
        "move it to `flow.period`",
    ),
    (
        "practice case unknown",
        setting(*BEFORE, 4, "case", to="case-p2"),
        "flow.before[4].case",
        "`case-p2` is not in the stimulus set",
        "did you mean `case-p1`?",
    ),
    (
        "practice case in a set",
        setting(*BEFORE, 4, "case", to="case-a1"),
        "flow.before[4].case",
        "also in case set `one`",
        "in no case set",
    ),
    (
        "practice format",
        setting(*BEFORE, 4, "formats", 1, to="image"),
        "flow.before[4].formats[1]",
        "no condition `image`",
        "did you mean `images`?",
    ),
    (
        "practice step",
        setting(*BEFORE, 4, "steps", 0, to="finale"),
        "flow.before[4].steps[0]",
        "no trial step `finale`",
        "did you mean `final`?",
    ),
    (
        "label outside a period",
        setting(*BEFORE, 2, "title", to="{label}"),
        "flow.before[2].title",
        "known only within a period",
        "write the name out",
    ),
    (
        "label in an early item",
        setting(*BEFORE, 2, "ask", 0, "item", "prompt", to="Is {label} good?"),
        "flow.before[2].ask[0]",
        "known only within a period",
        "ask it in `flow.period`",
    ),
    (
        "ask of nothing",
        setting("flow", "period", 1, "ask", 0, to={}),
        "flow.period[1].ask[0]",
        "either an `instrument` or an `item`",
        "exactly one",
    ),
    (
        "item of an instrument",
        setting("flow", "period", 1, "ask", 0, "items", to=["mood_clam"]),
        "flow.period[1].ask[0].items[0]",
        "`mood` has no item `mood_clam`",
        "did you mean `mood_calm`?",
    ),
    (
        "show_if of a page",
        setting(*BEFORE, 2, "show_if", "item", to="trainin"),
        "flow.before[2].show_if",
        "`trainin`, which is not asked before",
        "did you mean `training`?",
    ),
    (
        "show_if of a later item",
        setting(*TRAINING, "show_if", to={"item": "years", "equals": [1]}),
        "flow.before[1].ask[0].item.show_if",
        "`years`, which is not asked before",
        "asked earlier",
    ),
    (
        "show_if answer",
        setting(*BEFORE, 2, "show_if", "equals", to=["yep"]),
        "flow.before[2].show_if",
        "`yep` is no answer to `training`",
        "did you mean `yes`?",
    ),
    (
        "judgement without a case",
        setting(*BEFORE, 2, "ask", 0, "item", to={"type": "judgement", "id": "j", "prompt": "?"}),
        "flow.before[2].ask[0]",
        "needs a case",
        "step of `trial`",
    ),
    (
        "no scale",
        setting("trial", "steps", 1, "ask", 3, "item", to={"type": "likert", "id": "trust", "prompt": "?"}),
        "trial.steps[1].ask[3].item.points",
        "has no scale",
        "give `points`",
    ),
    (
        "labels of a scale",
        setting("trial", "steps", 1, "ask", 3, "item", "labels", to=["a", "b", "c"]),
        "trial.steps[1].ask[3].item.labels",
        "3 labels for 7 points",
        "one label a point",
    ),
    (
        "option twice",
        setting(*TRAINING, "options", 1, "value", to="yes"),
        "flow.before[1].ask[0].item.options",
        "option `yes` is given twice",
        "a value of its own",
    ),
    (
        "reserved option",
        setting(*TRAINING, "options", 2, "value", to="prefer_not"),
        "flow.before[1].ask[0].item.options",
        "`prefer_not` is reserved",
        "remove the option",
    ),
    (
        "confidence step",
        setting("trial", "steps", 1, "ask", 1, "item", "step", to=30),
        "trial.steps[1].ask[1].item.step",
        "100 is no multiple of the step 30",
        "use 5, 10",
    ),
    (
        "number range",
        setting(*BEFORE, 1, "ask", 2, "item", "minimum", to=70),
        "flow.before[1].ask[2].item.minimum",
        "above the largest",
        "swap",
    ),
    (
        "no correct answer",
        removing(*BEFORE, 3, "ask", 0, "item", "correct"),
        "flow.before[3].ask[0].item.correct",
        "has no `correct` answer",
        "add `correct`",
    ),
    (
        "impossible correct answer",
        setting(*BEFORE, 3, "ask", 0, "item", "correct", to="cann"),
        "flow.before[3].ask[0].item.correct",
        "`cann` is no answer",
        "did you mean `can",
    ),
    ("empty comprehension check", removing(*BEFORE, 3, "ask"), "flow.before[3].ask", "asks nothing", "add items"),
    (
        "impossible instruction",
        setting("flow", "period", 1, "ask", 1, "item", "instructed", to=6),
        "flow.period[1].ask[1].item.instructed",
        "`6` is no answer",
        "its answers are",
    ),
    (
        "late screen-out",
        setting("flow", "period", 1, "ask", 1, "item", "screen_out", to={"unless": [2], "code": "OUT"}),
        "flow.period[1].ask[1].item.screen_out",
        "screen out after allocation",
        "ask it in `flow.before`",
    ),
    (
        "text file",
        setting(*BEFORE, 0, "sheet", to="shet"),
        "flow.before[0].sheet",
        "there is no texts/en/shet.md",
        "did you mean `sheet`?",
    ),
    (
        "consent in every language",
        setting("languages", to=["en", "de"]),
        "flow.before[0].text",
        "text `consent` has no `de` version",
        "remove `de` from `languages`",
    ),
]


@each_of(ERRORS)
def test_errors_are_found(damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str) -> None:
    assert_found(damaged, edit, path, reason, fix)


@pytest.mark.parametrize("edit", [{"photo": "thumbnail"}, {"panel": True}, {"ask": []}])
def test_skipping_needs_a_first_page_that_shows_the_photo_and_not_the_ai(damaged: Damage, edit: dict[str, Any]) -> None:
    def change(value: Any) -> None:
        value["trial"]["skippable"] = True
        value["trial"]["steps"][0].update(edit)

    assert "trial.skippable" in [finding.path for finding in damaged("study.yaml", change).errors]
    assert damaged("study.yaml", lambda value: value["trial"].update(skippable=True)).errors == ()


@pytest.mark.parametrize("edit", [{"photo": "thumbnail"}, {"panel": False}])
def test_comparing_needs_a_step_with_photo_and_panel(damaged: Damage, edit: dict[str, Any]) -> None:
    def change(value: Any) -> None:
        (step,) = (step for step in value["trial"]["steps"] if step.get("panel"))
        step.update({"compare": "slider", "photo": "large"} | edit)

    paths = [finding.path for finding in damaged("study.yaml", change).errors]
    assert [path for path in paths if path.endswith(".compare")]
