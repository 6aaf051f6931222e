"""The built-in instruments: complete, citable, scored as their sources say."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocols import Instrument, LikertItem, in_language
from protocols._document import read_document
from protocols._instrument import complete_items
from protocols._structure import parsed

FOLDER = Path(__file__).parents[2] / "protocols" / "instruments"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def instrument(name: str) -> Instrument:
    return parsed(Instrument, read_document(FOLDER / f"{name}.yaml", name))


def scale(name: str) -> list[tuple[int | None, int, int]]:
    items = complete_items(instrument(name))
    return [(item.points, item.first, item.step) for item in items if isinstance(item, LikertItem)]


def reversed_items(name: str) -> list[str]:
    return [item.id for item in instrument(name).items if isinstance(item, LikertItem) and item.reverse]


@pytest.mark.parametrize("name", NAMES)
def test_an_instrument_is_complete(name: str) -> None:
    definition = instrument(name)
    assert definition.id == name
    assert definition.source.licence
    assert definition.source.notes
    for item in complete_items(definition):
        assert isinstance(item.prompt, dict)
        assert item.prompt["en"]
        if isinstance(item, LikertItem):
            assert len(item.labels or ()) in (2, item.points)
    for score in definition.scores:
        assert set(score.items) <= {item.id for item in definition.items}


@pytest.mark.parametrize(
    ("name", "items", "points", "reverse", "doi"),
    [
        ("s_tias", 3, 7, [], "10.3389/frai.2025.1582880"),
        ("ess", 8, 5, [], "10.3389/fcomp.2023.1096257"),
        ("nasa_tlx", 6, 21, [], "10.1016/S0166-4115(08)62386-9"),
        ("umux_lite", 2, 7, [], "10.1145/2470654.2481287"),
        ("tia_propensity", 3, 5, ["tia_careful"], "10.1007/978-3-319-96074-6_2"),
    ],
)
def test_a_published_scale_keeps_its_form(name: str, items: int, points: int, reverse: list[str], doi: str) -> None:
    assert [one[0] for one in scale(name)] == [points] * items
    assert reversed_items(name) == reverse
    assert instrument(name).source.doi == doi
    assert len(instrument(name).scores[0].items) == items


def test_task_load_runs_from_0_to_100_by_5_and_performance_to_failure() -> None:
    assert set(scale("nasa_tlx")) == {(21, 0, 5)}
    performance = instrument("nasa_tlx").items[3]
    assert isinstance(performance, LikertItem)
    assert [in_language(label, "en") for label in performance.labels or ()] == ["Perfect", "Failure"]


def test_umux_lite_is_scored_from_0_to_100() -> None:
    assert instrument("umux_lite").scores[0].range == (0, 100)


def test_the_share_alike_licence_stands_on_the_item_file() -> None:
    assert "CC BY-SA 4.0" in (FOLDER / "tia_propensity.yaml").read_text().splitlines()[0]
    assert instrument("tia_propensity").source.licence == "CC BY-SA 4.0"
