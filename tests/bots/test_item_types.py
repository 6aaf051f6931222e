"""Bots answer every type of item through the real flow, and the export says what was shown and chosen."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from db import Database, export
from protocols import load_study
from study_app.bots import Effects, Temper, simulate

STUDY = Path(__file__).parents[1] / "protocols" / "data" / "every_item"
FORWARD = {"worded": "1;5", "ended": "1;7", "sure": "0;100", "calm": "0;100", "warm": "0;100"}
"""Ends of each counterbalanced scale, in the declared direction."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every_item")
    database = Database(f"sqlite:///{folder}/study.sqlite3")
    database.migrate()
    simulate(database, load_study(STUDY), participants=12, seed=4, effects=Effects(), temper=Temper())
    export(database, "every_item", folder / "export", mode="bot")
    database.close()
    return folder / "export"


def rows(exported: Path, table: str) -> list[dict[str, str]]:
    with (exported / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers(exported: Path, item: str) -> list[dict[str, str]]:
    found = [row for row in rows(exported, "responses") if row["item"] == item and row["value"]]
    assert found, item
    return found


def test_an_order_holds_every_option_from_the_first_place_to_the_last(exported: Path) -> None:
    orders = answers(exported, "importance")
    assert all(sorted(row["value"].split(";")) == ["clear", "kind", "right", "short"] for row in orders)
    assert len({row["value"] for row in orders}) > 1
    assert any(row["value"] != row["option_order"] for row in orders)


def test_a_mark_is_a_whole_number_from_0_to_100(exported: Path) -> None:
    marks = [int(row["value"]) for item in ("calm", "warm") for row in answers(exported, item)]
    assert all(0 <= mark <= 100 for mark in marks)
    assert any(mark % 10 for mark in marks)


def test_a_chosen_picture_is_known_by_its_declared_name_and_the_order_shown(exported: Path) -> None:
    chosen = answers(exported, "alike")
    assert {row["value"] for row in chosen} <= {"a", "b", "c"}
    assert {"".join(sorted(row["option_order"])) for row in chosen} == {";;abc"}
    assert len({row["option_order"] for row in chosen}) > 1


def test_all_counterbalanced_scales_run_one_way_for_a_person_and_both_ways_among_people(exported: Path) -> None:
    directions: dict[str, set[bool]] = {}
    for item, forward in FORWARD.items():
        for row in answers(exported, item):
            backward = ";".join(reversed(forward.split(";")))
            assert row["option_order"] in (forward, backward)
            directions.setdefault(row["participant"], set()).add(row["option_order"] == forward)
    assert all(len(found) == 1 for found in directions.values())
    assert {direction for found in directions.values() for direction in found} == {True, False}


def test_items_of_a_randomized_instrument_stand_in_many_orders(exported: Path) -> None:
    assert len({row["item_position"] for row in answers(exported, "calm")}) > 2


@pytest.mark.parametrize(
    ("item", "kind", "values", "said"),
    [
        ("importance", "text", "right=It is right; clear=", "(every option, from the first place to the last)"),
        ("calm", "integer", "0=Very tense; …; 100=Very calm", "(shown in either direction"),
        ("alike", "text", "a=images/6cc8eb0e0db97449.webp; b=", "Which picture"),
        ("darker", "text", "left=The brown one (images/15c9dfc07894d3d6.webp); ", "Which is darker?"),
    ],
)
def test_the_codebook_says_what_a_value_means(exported: Path, item: str, kind: str, values: str, said: str) -> None:
    (row,) = (row for row in rows(exported, "codebook") if row["item"] == item)
    assert row["type"] == kind
    assert row["values"].startswith(values)
    assert said in row["description"]
