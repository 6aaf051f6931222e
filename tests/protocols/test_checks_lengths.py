"""The linter on lengths: pages of many screens of a phone are named, with the language that makes them longest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from protocols import check_study, load_study
from protocols._checks._ruler import Ruler
from tests.protocols.damage import TODAY, Damage, setting

LONG = {"type": "text", "id": "words", "prompt": "How?", "help": "Please say it in your own words. " * 70}


def lasting(*keys: str | int) -> Callable[[Any], None]:
    """A change that asks for very much on a page."""

    def change(value: Any) -> None:
        for key in keys:
            value = value[key]
        value.setdefault("ask", []).append({"item": LONG})

    return change


@pytest.mark.parametrize(
    ("edit", "path", "name"),
    [
        (lasting("flow", "period", 1), "flow.period[1]", "page `block` is about"),
        (lasting("trial", "steps", 0), "trial.steps[0]", "step `first` is about"),
    ],
)
def test_a_long_page_is_a_warning(damaged: Damage, edit: Callable[[Any], None], path: str, name: str) -> None:
    found = [finding for finding in damaged("study.yaml", edit).warnings if "screens" in finding.reason]
    assert [(finding.path, finding.reason.startswith(name)) for finding in found] == [(path, True)]
    assert "several pages" in found[0].fix


def test_lengths_wait_until_a_study_has_no_errors(damaged: Damage) -> None:
    def both(value: Any) -> None:
        lasting("flow", "period", 1)(value)
        setting("flow", "before", 4, "case", to="case-unknown")(value)

    assert all("screens" not in finding.reason for finding in damaged("study.yaml", both).findings)


def test_the_list_of_a_debrief_may_be_long(damaged: Damage) -> None:
    found = damaged("study.yaml", lasting("flow", "after", -1)).warnings
    assert all("screens" not in finding.reason for finding in found)


def test_letters_of_east_asia_are_twice_as_wide(folder: Path) -> None:
    ruler = Ruler(load_study(folder), "en")
    assert ruler._lines("漢" * 20, 40) == ruler._lines("a" * 40, 40) == 1
    assert ruler._lines("漢" * 21, 40) == 2


def test_several_formats_on_one_page_make_it_longer(folder: Path) -> None:
    study = load_study(folder)
    (page,) = (page for page in study.protocol.flow.before if page.kind == "practice")
    step = next(step for step in study.protocol.trial.steps if step.panel)
    ruler = Ruler(study, "en")
    apart = page.model_copy(update={"formats": page.formats[-1:]})
    assert ruler.practice(page, step) > ruler.practice(apart, step)


def test_the_studies_of_the_project_are_short_enough() -> None:
    for name in ("skingen", "image_review"):
        report = check_study(Path(__file__).parents[2] / "protocols" / name, TODAY)
        assert not [finding for finding in report.findings if "screens" in finding.reason]
