"""What of an item reaches the browser: its words in one language, its options as shown, and nothing that gives an answer away."""

from __future__ import annotations

import pytest

from study_app.flow import ItemView
from tests.frontend.every_item import BACKWARD, FORWARD, item_page


def view_of(page: str, item_id: str, language: str = "en", seed: bytes = FORWARD) -> ItemView:
    blocks = item_page(page, language, seed).blocks
    return next(item for block in blocks if block.type == "items" for item in block.items if item.id == item_id)


def test_a_worded_scale_that_runs_back_keeps_each_label_with_its_value() -> None:
    forward, backward = view_of("ratings", "worded"), view_of("ratings", "worded", seed=BACKWARD)
    assert [(option.value, option.label) for option in forward.options][:2] == [
        (1, "Strongly disagree"),
        (2, "Disagree"),
    ]
    assert backward.options == forward.options[::-1]


@pytest.mark.parametrize(("item", "first", "last"), [("ended", 7, 1), ("sure", 100, 0)])
def test_a_scale_with_labelled_ends_swaps_them_when_it_runs_back(item: str, first: int, last: int) -> None:
    forward, backward = view_of("ratings", item), view_of("ratings", item, seed=BACKWARD)
    assert forward.ends is not None
    assert backward.ends == forward.ends[::-1]
    assert (backward.options[0].value, backward.options[-1].value) == (first, last)


@pytest.mark.parametrize(("seed", "values"), [(FORWARD, [0, 100]), (BACKWARD, [100, 0])])
def test_a_line_comes_as_its_two_ends(seed: bytes, values: list[int]) -> None:
    line = view_of("ratings", "warm", "de", seed)
    assert [option.value for option in line.options] == values
    assert {option.value: option.label for option in line.options} == {0: "Kalt", 100: "Heiß"}
    assert line.show_value
    assert not view_of("ratings", "calm").show_value


def test_pictures_are_named_by_their_place_unless_declared_and_measured_by_their_declared_number() -> None:
    views = [view_of("orders", "alike", "de", seed) for seed in (FORWARD, b"2", b"3", b"4")]
    assert len({tuple(option.value for option in item.options) for item in views}) > 1
    keys = {"a": "choice_alike_1", "b": "choice_alike_2", "c": "choice_alike_3"}
    for item in views:
        assert [option.label for option in item.options] == ["Bild 1", "Bild 2", "Bild 3"]
        for option in item.options:
            assert option.picture is not None
            assert option.picture.key == keys[str(option.value)]
            assert option.picture.alt == ""
    named = view_of("orders", "darker", "de").options[0]
    assert named.picture is not None
    assert (named.label, named.picture.alt) == ("Das braune", "Bild 1")


def test_a_picture_to_choose_says_how_it_was_made_and_has_an_opaque_address() -> None:
    for option in view_of("orders", "alike").options:
        assert option.picture is not None
        assert option.picture.label == "Drawn by a computer program"
        assert option.picture.src.startswith("/images/")
        assert len(option.picture.src) == len("/images/0123456789abcdef.webp")


def test_an_item_is_sent_with_the_answer_above_it_that_shows_it() -> None:
    assert view_of("choices", "where").show_if == ("place", ("elsewhere",))


def test_default_ends_of_a_confidence_scale_speak_the_language_of_the_session() -> None:
    assert view_of("ratings", "sure", "es").ends == ("Ninguna seguridad", "Seguridad total")
