"""The semantic diff: a sentence for whatever would change the fingerprint, and none for what would not."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from protocols import Study, canonical_json, changes, load_study

Payload = dict[str, Any]
BUILT_IN = load_study("skingen")
PAYLOAD = BUILT_IN.payload()


def said(edit: Callable[[Payload], object]) -> list[str]:
    """What the diff says of an edited copy of the built-in study."""
    payload = copy.deepcopy(PAYLOAD)
    edit(payload)
    return [str(change) for change in changes(BUILT_IN, Study.from_payload(payload))]


def items(payload: Payload) -> list[Any]:
    found: list[Any] = payload["instruments"]["s_tias"]["items"]
    return found


def test_a_wording_is_named_with_its_language() -> None:
    assert said(lambda p: items(p)[1]["prompt"].update(en="Something else.")) == [
        "item s_tias_reliable: wording changed (en)"
    ]


def test_items_come_go_and_move() -> None:
    def add(payload: Payload) -> None:
        items(payload).append(items(payload)[0] | {"id": "s_tias_new"})

    assert said(add) == ["item s_tias_new: added"]
    assert said(lambda p: items(p).pop(0)) == ["item s_tias_confident: removed"]
    assert said(lambda p: items(p).reverse()) == ["instrument s_tias: order of items changed"]


def test_numbers_are_quoted() -> None:
    assert said(lambda p: p["protocol"]["allocation"].update(target=160)) == ["allocation: target 144 → 160"]
    assert said(lambda p: p["protocol"]["analysis"]["hypotheses"][0].update(smallest_effect=0.75)) == [
        "hypothesis h1: smallest effect 0.2 → 0.75"
    ]
    assert said(lambda p: p["protocol"]["analysis"]["hypotheses"][0].update(statement="All is well now.")) == [
        "hypothesis h1: statement changed"
    ]


def test_another_picture_is_one_change_whatever_else_differs_about_it() -> None:
    def replace_photo(payload: Payload) -> None:
        payload["stimuli"]["cases"][0]["photo"] |= {"sha256": "0" * 64, "file": "images/0.webp", "seed": 4}

    assert said(replace_photo) == [f"case {PAYLOAD['stimuli']['cases'][0]['id']}: picture replaced"]
    assert said(lambda p: p["stimuli"]["cases"].pop()) == [f"case {PAYLOAD['stimuli']['cases'][-1]['id']}: removed"]


def test_texts_and_pages_are_named() -> None:
    assert said(lambda p: p["texts"]["de"].update(landing="Neu")) == ["text landing (de): words changed"]
    assert said(lambda p: p["protocol"]["flow"]["after"].pop()) == [
        f"page {PAYLOAD['protocol']['flow']['after'][-1]['id']}: removed"
    ]


def test_an_item_of_a_page_alone_is_named_as_an_item() -> None:
    def reword(payload: Payload) -> None:
        asks = payload["protocol"]["trial"]["steps"][0]["ask"]
        next(ask["item"] for ask in asks if ask["item"])["prompt"] = {"en": "And?"}

    assert all(line.startswith("item ") and "wording" in line for line in said(reword))


def test_the_folder_is_no_part_of_a_study() -> None:
    assert changes(BUILT_IN, replace(BUILT_IN, folder=Path("elsewhere"))) == ()


@pytest.mark.parametrize(("old", "new"), [(1, 1.0), (1, True), ("x", {"en": "x"})])
def test_values_that_python_calls_equal_or_readers_the_same_are_still_changes(old: Any, new: Any) -> None:
    """The fingerprint tells them apart."""
    before = replace(BUILT_IN, texts={"en": {"landing": old}})
    after = replace(BUILT_IN, texts={"en": {"landing": new}})
    assert before.fingerprint != after.fingerprint
    assert len(changes(before, after)) == 1


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from _places(part, (*path, key))


PLACES = list(_places(PAYLOAD))


@settings(max_examples=60)
@given(
    place=st.sampled_from(PLACES),
    act=st.sampled_from(["remove", "repeat", "reverse", "replace"]),
    value=st.one_of(st.none(), st.integers(0, 9), st.floats(0, 9), st.booleans(), st.text(max_size=5)),
)
def test_no_difference_is_the_same_fingerprint(place: tuple[Any, ...], act: str, value: Any) -> None:
    payload = copy.deepcopy(PAYLOAD)
    holder = payload
    for key in place[:-1]:
        holder = holder[key]
    here = holder[place[-1]]
    if act == "remove":
        del holder[place[-1]]
    elif isinstance(here, list) and act == "repeat":
        here.extend(copy.deepcopy(here))
    elif isinstance(here, list) and act == "reverse":
        here.reverse()
    elif act == "replace":
        holder[place[-1]] = value
    try:
        after = Study.from_payload(payload)
        same = canonical_json(after.payload()) == canonical_json(PAYLOAD)
    except (ValidationError, KeyError, TypeError, AttributeError):
        return  # it is no study any more
    found = changes(BUILT_IN, after)
    assert bool(found) == (not same) == (after.fingerprint != BUILT_IN.fingerprint)
    assert all(str(change).strip() and change.subject and change.what.strip() for change in found)
