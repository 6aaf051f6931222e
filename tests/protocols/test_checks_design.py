"""The linter on the design: conditions, case sets, balance, allocation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from protocols import check_study
from tests.protocols.damage import TODAY, Damage, Fault, assert_found, each_of, removing, setting, swapping

BEFORE = ("flow", "before")
TRAINING = (*BEFORE, 1, "ask", 0, "item")
ERRORS: list[Fault] = [
    (
        "case of the design",
        setting("design", "case_sets", "two", 1, to="case-b9"),
        "design.case_sets.two[1]",
        "case `case-b9` is not in the stimulus set",
        "did you mean `case-b",
    ),
    (
        "case in two sets",
        setting("design", "case_sets", "two", 1, to="case-a2"),
        "design.case_sets.two[1]",
        "already in case set `one`",
        "show each case once",
    ),
    (
        "sizes",
        removing("design", "case_sets", "two", 5),
        "design.case_sets",
        "unbalanced in size: `one` 6, `two` 5",
        "same size",
    ),
    (
        "number of sets",
        removing("design", "case_sets", "two"),
        "design.case_sets",
        "1 case sets for 2 conditions",
        "as many case sets as conditions",
    ),
    (
        "wrong answers",
        swapping(("one", 0), ("two", 2)),
        "design.case_sets",
        "unbalanced in wrong AI answers: `one` 1, `two` 3",
        "exchange cases",
    ),
    ("skin types", swapping(("one", 2), ("two", 3)), "design.case_sets.one", "`IV` 2", "each of the six skin types"),
    (
        "same conditions",
        setting("design", "conditions", 1, "shows", to=["answer"]),
        "design.conditions[1].shows",
        "`text` and `images` show the same",
        "let them differ",
    ),
    (
        "condition twice",
        setting("design", "conditions", 1, "id", to="text"),
        "design.conditions[1].id",
        "declared twice",
        "an id of its own",
    ),
    (
        "labels",
        setting("design", "labels", to=["Assistant"]),
        "design.labels",
        "1 public names for 2 periods",
        "one name a period",
    ),
    (
        "same labels",
        setting("design", "labels", to=["Assistant", "Assistant"]),
        "design.labels",
        "same public name",
        "differ",
    ),
    (
        "block size",
        setting("allocation", "block_sizes", to=[4, 6]),
        "allocation.block_sizes[1]",
        "6 is no multiple of the 4 sequences",
        "multiples of 4",
    ),
    (
        "stratum item",
        setting("allocation", "strata", 0, "item", to="trainng"),
        "allocation.strata[0].item",
        "`trainng` is not asked before allocation",
        "did you mean `training`?",
    ),
    (
        "stratum item asked too late",
        setting("allocation", "strata", 0, "item", to="attention"),
        "allocation.strata[0].item",
        "not asked before allocation",
        "name an item of `flow.before`",
    ),
    (
        "stratum level",
        setting("allocation", "strata", 0, "levels", "any", to=["yess"]),
        "allocation.strata[0].levels.any",
        "`yess` is no answer",
        "did you mean `yes`?",
    ),
    (
        "stratum gap",
        setting("allocation", "strata", 0, "levels", "none", to=["no", "unsure"]),
        "allocation.strata[0].levels",
        "belong to no level: `prefer_not`",
        "add them",
    ),
    (
        "stratum overlap",
        setting("allocation", "strata", 0, "levels", "any", to=["yes", "no"]),
        "allocation.strata[0].levels.any",
        "more than one level",
        "keep it in one",
    ),
    (
        "stratum unanswered",
        setting(*TRAINING, "required", to=False),
        "allocation.strata[0].item",
        "may stay unanswered",
        "make it `required`",
    ),
]


@each_of(ERRORS)
def test_errors_are_found(damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str) -> None:
    assert_found(damaged, edit, path, reason, fix)


def test_a_balanced_design_shows_each_case_once_in_each_condition_and_period(folder: Path) -> None:
    rows = check_study(folder, TODAY).balance
    assert len(rows) == 12 * 2 * 2
    assert {row.sequences for row in rows} == {1}
