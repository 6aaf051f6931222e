"""What may be wrong with the answers, timings and events of a page."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.endurance.cast import Page
from tests.endurance.flaws import Draw, Flaw, flaw, junk, numbers, texts
from tests.endurance.request import Request

SUBMITS: list[Flaw] = []
"""Flaws of the body of a submit."""
BEACONS: list[Flaw] = []
"""Flaws of a list of events."""


def _answers(request: Request) -> dict[str, Any]:
    """The answers of a submit, made anew where another flaw has destroyed them."""
    if not isinstance(request.body, dict):
        request.body = {}
    if not isinstance(request.body.get("answers"), dict):
        request.body["answers"] = {}
    answers: dict[str, Any] = request.body["answers"]
    return answers


@flaw(SUBMITS, 422)
def an_item_nobody_asked_for(draw: Draw, request: Request, page: Page) -> None:
    _answers(request)[draw(st.one_of(texts, st.sampled_from(["trust_999", "__proto__", "", "a" * 65])))] = 1


@flaw(SUBMITS, 422)
def too_many_items(draw: Draw, request: Request, page: Page) -> None:
    _answers(request).update({f"item_{number}": 1 for number in range(65)})


@flaw(SUBMITS, 422)
def an_answer_off_the_scale(draw: Draw, request: Request, page: Page) -> None:
    item = draw(st.sampled_from(sorted(page.scales) or ["agreement"]))
    allowed = [*page.scales.get(item, ()), "prefer_not"]
    _answers(request)[item] = draw(junk.filter(lambda value: isinstance(value, bool) or value not in allowed))


@flaw(SUBMITS, 422)
def a_missing_answer(draw: Draw, request: Request, page: Page) -> None:
    item = draw(st.sampled_from(sorted(page.scales) or ["agreement"]))
    answers = _answers(request)
    answers.pop(item, None)
    if draw(st.booleans()):
        answers[item] = draw(st.sampled_from([None, "", "  ", []]))
    if not page.scales:
        answers["no_such_item"] = 1


@flaw(SUBMITS, 422)
def a_decision_that_is_not_offered(draw: Draw, request: Request, page: Page) -> None:
    _answers(request)
    elsewhere = [] if "agreement" in page.scales else ["decline"]
    request.body["decision"] = draw(st.sampled_from(["withdraw", "", None, 1, True, *elsewhere]))


@flaw(SUBMITS, 422)
def an_absurd_timing(draw: Draw, request: Request, page: Page) -> None:
    _answers(request)
    timings: dict[str, Any] = {
        "page": {"duration_ms": 1.0, "hidden_ms": 1.0},
        "items": {"item": {"first_ms": 1, "last_ms": 2, "changes": 1}},
        "images": {"photo": {"decoded_ms": 3, "visible_ms": 4}},
        "client": {"width": 1, "height": 1, "modality": "mouse"},
    }
    part = draw(
        st.sampled_from([timings["page"], timings["items"]["item"], timings["images"]["photo"], timings["client"]])
    )
    key = draw(st.sampled_from(sorted(part)))
    part[key] = (
        draw(st.one_of(numbers, st.sampled_from(["soon", [], {}, True, "\ud800"])))
        if key != "modality"
        else draw(texts)
    )
    if draw(st.booleans()):
        part["unknown_ms"] = 1
    if part[key] is True or part[key] == 1e9:
        part[key] = "soon"
    request.body["timings"] = timings


@flaw(SUBMITS, 422)
def timings_of_what_is_not_on_the_page(draw: Draw, request: Request, page: Page) -> None:
    _answers(request)
    names = draw(
        st.sampled_from([["nul\x00"], ["half \ud800"], ["a" * 65], [str(number) for number in range(65)], [" \n"]])
    )
    one = {"first_ms": 1, "last_ms": 2}
    request.body["timings"] = {"page": {"duration_ms": 1}, "items": dict.fromkeys(names, one)}


def _event(request: Request, **bent: Any) -> None:
    """Gives the request one event, bent like that."""
    if not isinstance(request.body, dict):
        request.body = {}
    request.body["events"] = [{"kind": "hidden", "ms": 1.0, "detail": {"a": 1}} | bent]


@flaw(SUBMITS, 422)
@flaw(BEACONS, 422)
def an_event_of_no_kind(draw: Draw, request: Request, page: Page) -> None:
    _event(request, kind=draw(junk.filter(lambda value: not (isinstance(value, str) and value.isalpha()))))


@flaw(SUBMITS, 422)
@flaw(BEACONS, 422)
def an_event_at_no_time(draw: Draw, request: Request, page: Page) -> None:
    _event(request, ms=draw(st.one_of(numbers, st.sampled_from(["soon", [], None]))))


@flaw(SUBMITS, 422)
@flaw(BEACONS, 422)
def a_particular_that_is_none(draw: Draw, request: Request, page: Page) -> None:
    values = [float("nan"), float("inf"), float("-inf"), [1], {}, "x" * 65]
    names = ["", "nul\x00", "half \ud800", "a" * 65, "A b", "__proto__"]
    bad_value = st.sampled_from(values).map(lambda value: {"a": value})
    bad_name = st.sampled_from(names).map(lambda name: {name: 1})
    _event(request, detail=draw(st.one_of(bad_value, bad_name, st.just(dict.fromkeys("abcdefghi", 1)), texts)))


@flaw(SUBMITS, 422)
@flaw(BEACONS, 422)
def too_many_events(draw: Draw, request: Request, page: Page) -> None:
    _event(request)
    request.body["events"] *= draw(st.integers(201, 400))
