"""Rankings, marks on a line, pictures to choose, and scales that run either way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from protocols import PREFER_NOT, Finding, Plan, Study, allowed_values, check_study, item_of, load_study, plan
from protocols import validate_answer as problem_with

EVERY_ITEM = Path(__file__).parent / "data" / "every_item"
DEMONSTRATION = Path(__file__).parents[2] / "protocols" / "skingen" / "stimuli"
Edit = Callable[[Any], None]


@cache
def study() -> Study:
    return load_study(EVERY_ITEM)


def planned(seed: bytes = b"seed") -> Plan:
    return plan(study(), None, seed)


@pytest.mark.parametrize(
    ("page_id", "item_id", "value", "problem"),
    [
        ("orders", "importance", ["kind", "right", "short", "clear"], None),
        ("orders", "importance", ("kind", "right", "short", "clear"), None),
        ("orders", "importance", ["kind", "right", "short"], "incomplete"),
        ("orders", "importance", ["kind", "right", "short", "kind"], "not_an_option"),
        ("orders", "importance", ["kind", "right", "short", "long"], "not_an_option"),
        ("orders", "importance", "kind", "not_an_option"),
        ("orders", "importance", [], "required"),
        ("orders", "importance", PREFER_NOT, None),
        ("ratings", "calm", 0, None),
        ("ratings", "calm", 37, None),
        ("ratings", "calm", 100, None),
        ("ratings", "calm", 101, "not_an_option"),
        ("ratings", "calm", -1, "not_an_option"),
        ("ratings", "calm", 50.0, "not_an_option"),
        ("ratings", "calm", "50", "not_an_option"),
        ("ratings", "calm", None, "required"),
        ("orders", "alike", "b", None),
        ("orders", "alike", "d", "not_an_option"),
        ("orders", "alike", ["b"], "not_an_option"),
        ("orders", "darker", PREFER_NOT, "not_an_option"),
    ],
)
def test_an_answer_is_judged(page_id: str, item_id: str, value: object, problem: str | None) -> None:
    page = planned().page(page_id)
    item = next(item for item in page.items if item.id == item_id)
    assert problem_with(study(), page, item, value) == problem


@given(seed=st.binary(min_size=1, max_size=40))
def test_every_counterbalanced_scale_of_a_participant_runs_one_way_and_keeps_its_values(seed: bytes) -> None:
    page = planned(seed).page("ratings")
    directions = set()
    for item in page.items:
        values = allowed_values(item_of(study(), page, item), item)
        assert values is not None
        assert item.options == (str(values[0]), str(values[-1]))
        assert list(values) in (sorted(values), sorted(values, reverse=True))
        directions.add(values[0] < values[-1])  # type: ignore[operator]
    assert len(directions) == 1


def test_half_of_the_participants_see_counterbalanced_scales_backward() -> None:
    first = [planned(bytes([number])).page("ratings") for number in range(200)]
    backward = sum(next(item for item in page.items if item.id == "calm").options == ("100", "0") for page in first)
    assert 70 < backward < 130  # more than four standard deviations to either side


def test_a_scale_that_is_not_declared_counterbalanced_never_turns() -> None:
    fixed = study().instruments["either_way"].model_copy(update={"direction": "fixed"})
    held = Study(study().protocol, {"either_way": fixed}, study().texts, study().stimuli)
    for number in range(20):
        for item in plan(held, None, bytes([number])).page("ratings").items:
            assert item.options is not None
            assert int(item.options[0]) < int(item.options[1])


def test_options_of_orders_and_pictures_come_in_an_order_of_the_participant() -> None:
    for item_id in ("importance", "alike"):
        shown = {
            next(item.options for item in planned(bytes([number])).page("orders").items if item.id == item_id)
            for number in range(40)
        }
        assert len(shown) > 4, item_id


@pytest.fixture
def findings(tmp_path: Path) -> Callable[[str, Edit], list[Finding]]:
    """What the linter says of a copy of the study after an edit of one of its files."""
    folder = tmp_path / "every_item"
    shutil.copytree(EVERY_ITEM, folder)
    shutil.copytree(DEMONSTRATION, folder / "stimuli")
    protocol = yaml.safe_load((folder / "study.yaml").read_text("utf-8")) | {"stimuli": "stimuli"}
    (folder / "study.yaml").write_text(json.dumps(protocol, default=str))

    def change(name: str, edit: Edit) -> list[Finding]:
        value = yaml.safe_load((folder / name).read_text("utf-8"))
        edit(value)
        (folder / name).write_text(json.dumps(value, default=str))
        return list(check_study(folder).findings)

    return change


def orders(protocol: Any) -> Any:
    return next(page for page in protocol["flow"]["before"] if page["id"] == "orders")["ask"]


def test_the_study_itself_is_in_order(findings: Callable[[str, Edit], list[Finding]]) -> None:
    assert findings("study.yaml", lambda protocol: None) == []


@pytest.mark.parametrize(
    ("item", "change", "reason", "fix"),
    [
        (
            1,
            lambda item: item["options"][0].update(image="images/6cc8eb0e0db97448.webp"),
            "the stimulus set has no picture `images/6cc8eb0e0db97448.webp`",
            "did you mean `images/6cc8eb0e0db97449.webp`?",
        ),
        (
            1,
            lambda item: item["options"][1].update(image=item["options"][0]["image"]),
            "picture `images/6cc8eb0e0db97449.webp` is offered twice",
            "offer each picture once",
        ),
        (0, lambda item: item["options"][1].update(value="right"), "option `right` is given twice", "value of its own"),
        (
            0,
            lambda item: item["options"][1].update(value="prefer_not"),
            "`prefer_not` is reserved",
            "remove the option",
        ),
        (0, lambda item: item.update(correct="right"), "`right` is no answer to `importance`", "its answers are"),
    ],
)
def test_an_item_that_does_not_fit_is_found(
    findings: Callable[[str, Edit], list[Finding]], item: int, change: Edit, reason: str, fix: str
) -> None:
    (found,) = findings("study.yaml", lambda protocol: change(orders(protocol)[item]["item"]))
    assert reason in found.reason
    assert fix in found.fix


def test_a_direction_without_a_scale_is_an_error(findings: Callable[[str, Edit], list[Finding]]) -> None:
    def only_words(instrument: Any) -> None:
        instrument["items"] = [{"type": "text", "id": "words", "prompt": dict.fromkeys(("en", "de", "es", "zh"), "?")}]
        del instrument["scores"]

    (found,) = findings("instruments/either_way.yaml", only_words)
    assert found.path == "direction"


def test_a_picture_of_no_case_can_be_offered_once_the_set_holds_it(
    findings: Callable[[str, Edit], list[Finding]],
) -> None:
    def without_its_case(manifest: Any) -> None:
        case = next(case for case in manifest["cases"] if case["id"] == "case-z2")
        kept = ("file", "sha256", "width", "height", "origin", "seed", "model", "licence", "source")
        manifest["pictures"] = [{key: value for key, value in case["photo"].items() if key in kept}]
        manifest["cases"].remove(case)

    found = findings("stimuli/manifest.json", without_its_case)
    assert [finding for finding in found if finding.severity == "error"] == []  # what it depicted may be missed
    file = "images/60ce257c9b1b0a6f.webp"
    found = findings("study.yaml", lambda protocol: orders(protocol)[2]["item"]["options"][0].update(image=file))
    assert [finding for finding in found if finding.severity == "error"] == []


def test_an_altered_picture_of_no_case_is_found(findings: Callable[[str, Edit], list[Finding]]) -> None:
    def altered(manifest: Any) -> None:
        photo = manifest["cases"][0]["photo"]
        picture = {key: photo[key] for key in ("width", "height", "origin", "licence", "source")}
        manifest["pictures"] = [picture | {"file": "images/../manifest.json", "sha256": "0" * 64}]

    (found,) = findings("stimuli/manifest.json", altered)
    assert found.path == "pictures[0].file"
    assert "its SHA-256 differs" in found.reason
