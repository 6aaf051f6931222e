"""The section on missing values says what was imputed, on what assumption, and what would change the conclusion."""

import re
from functools import cache
from html import unescape
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.confirmatory import run_plan
from analysis.imputation import missing_data
from analysis.report._missing import missing_view
from tests.analysis.data.made_up import made_up


@cache
def view(**options: Any) -> dict[str, Any]:
    results = run_plan(made_up(**options))
    return missing_view(results, missing_data(results.dataset, results.values))


def words(missing: dict[str, Any]) -> str:
    environment = Environment(loader=PackageLoader("analysis.report"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("missing.html.j2").render(missing=missing)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_each_contrast_stands_beside_its_imputed_one() -> None:
    rows = {row["id"]: row for row in view()["rows"]}
    assert (rows["h1"]["planned"], rows["h1"]["missing"], rows["h1"]["percent"]) == (288, 6, "2.1")
    assert rows["h1"]["imputed"]["estimate"][0] == rows["h1"]["deciding"][0] == "+"
    assert rows["s2"]["imputed"] is None
    text = words(view())
    assert "1 of 24" in text
    assert "would have answered like others with the same answers before" in text
    assert "S2: Whether a missing case would have counted for this outcome is unknown" in text
    assert "nan" not in text.lower().split()


def test_shifts_are_shown_for_primary_contrasts_with_their_tipping_point() -> None:
    shifts = view()["shifts"]
    assert [row["id"] for row in shifts] == ["h1", "h2", "h3"]
    assert len(shifts[0]["cells"]) == len(view()["steps"]) == 7
    assert "No shift of the missing values under “Text with images” by up to 4.00 points" in shifts[0]["tipping"]


def test_a_tipping_point_is_told_with_its_direction() -> None:
    tipping = [row["tipping"] for row in view(participants=17)["shifts"]]
    assert (
        "would cease to exclude zero if the missing values under “Text with images” lay 3.17 points lower" in tipping[0]
    )
    assert (
        "would begin to exclude zero if the missing values under “Text with images” lay 0.34 points higher"
        in tipping[1]
    )


def test_complete_data_say_so() -> None:
    text = words(view(last_leaves=False, participants=8))
    assert "No value is missing" in text
    assert "drawn" not in text


@pytest.mark.parametrize("people", [0, 1])
def test_where_nothing_can_be_imputed_the_notes_say_why(people: int) -> None:
    text = words(view(participants=people))
    assert "Nothing is imputed; the notes say why." in text
    assert "H1:" in text
