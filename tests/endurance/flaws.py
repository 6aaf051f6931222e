"""Requests that a participant's browser would not send: valid ones, bent in one to three places.

A flaw says with which status codes a request that carries it may be refused. Structure comes first: most flaws bend
one leaf of a valid body, because a body that no parser reads never reaches the rules behind the parser.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from study_app.web import COOKIE
from study_app.web._limits import BODY_BYTES
from tests.endurance.cast import Page

SHOWN_BYTES = 2000
"""How much of a body a report shows."""

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(repr=False)
class Request:
    """A request on its way to being bent."""

    method: str
    path: str
    cookie: str | None
    body: Any = None
    """JSON, until a flaw turns it into bytes."""
    content: bytes | None = None
    """What is sent in place of the body."""
    headers: dict[str, str] = field(default_factory=lambda: {"Origin": "http://testserver"})
    content_type: str | None = "application/json"
    allowed: frozenset[int] = frozenset()
    """Status codes of an answer that changes nothing."""
    flaws: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        """What was sent, without the middle of what is long."""
        body = self.bytes()
        shown = body if len(body) < SHOWN_BYTES else body[: SHOWN_BYTES // 2] + b" ... " + body[-SHOWN_BYTES // 2 :]
        path = self.path if len(self.path) < SHOWN_BYTES else f"{self.path[:80]}... ({len(self.path)} characters)"
        sent = f"{self.method} {path}, headers {self.all_headers()}, {len(body)} bytes {shown!r}"
        return f"<{sent}; flaws {self.flaws}, allowed {sorted(self.allowed)}>"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Hypothesis would print every field as it is."""
        printer.text(repr(self))

    def bytes(self) -> bytes:
        """The body as it is sent."""
        if self.content is not None:
            return self.content
        return b"" if self.body is None else json.dumps(self.body).replace(f'"{ENDLESS}"', "9" * 5000).encode()

    def all_headers(self) -> dict[str, str]:
        """Headers as they are sent."""
        more = {} if self.content_type is None else {"Content-Type": self.content_type}
        cookie = {} if self.cookie is None else {"Cookie": f"{COOKIE}={self.cookie}"}
        return self.headers | more | cookie


@dataclass(frozen=True)
class Flaw:
    """One way to bend a request."""

    bend: Callable[[Draw, Request, Page], None]
    statuses: frozenset[int]

    @property
    def name(self) -> str:
        """Its name in a report."""
        return self.bend.__name__


ANYWHERE: list[Flaw] = []
"""Flaws of any POST."""
BYTES: list[Flaw] = []
"""Flaws of any body as it is sent: at most one, and last, since two of them may undo each other."""
SUBMITS: list[Flaw] = []
"""Flaws of the body of a submit."""
BEACONS: list[Flaw] = []
"""Flaws of a list of events."""

ENDLESS = "<a number of 5,000 digits>"
"""Stands for a number that Python refuses to write."""

numbers = st.one_of(
    st.integers(min_value=10**9, max_value=10**400),
    st.just(ENDLESS),
    st.integers(max_value=-1),
    st.floats(min_value=1e9),
    st.floats(max_value=-0.001),
    st.sampled_from([float("nan"), float("inf"), float("-inf")]),
)
"""Numbers that nothing on a page measures or offers."""
texts = st.text(st.characters(), min_size=1, max_size=40)
"""Any characters, halves of surrogate pairs and NUL included."""
junk = st.recursive(
    st.one_of(numbers, texts, st.booleans(), st.just(0.5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=4,
)


def flaw(where: list[Flaw], *statuses: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enters a function into a list of flaws that may be answered with these status codes."""

    def enter(bend: Callable[..., None]) -> Callable[..., None]:
        where.append(Flaw(bend, frozenset(statuses)))
        return bend

    return enter


@flaw(ANYWHERE, 403)
def another_origin(draw: Draw, request: Request, page: Page) -> None:
    origins = [
        "null",
        "http://testserver.evil.example",
        "https://evil.example",
        "http://testserver:1",
        "testserver",
        "\x80",
    ]
    sites = [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "none", "")]
    request.headers = draw(st.sampled_from([{}, *({"Origin": origin} for origin in origins), *sites]))


@flaw(ANYWHERE, 415)
def another_content_type(draw: Draw, request: Request, page: Page) -> None:
    types = [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
    ]
    request.content_type = draw(st.sampled_from(types))


@flaw(ANYWHERE, 401, 404)
def a_cookie_of_nobody(draw: Draw, request: Request, page: Page) -> None:
    cookies = [
        None,
        "",
        "short",
        "A" * 22,
        "A" * 4000,
        "<script>",
        "' OR 1=1 --",
        "%00%00%00%00%00%00%00%00%00%00",
        "a" * 16 + "\xff",
    ]
    request.cookie = draw(st.sampled_from(cookies))


@flaw(BYTES, 422)
def a_body_cut_short(draw: Draw, request: Request, page: Page) -> None:
    request.content = request.bytes()[: draw(st.integers(0, max(0, len(request.bytes()) - 1)))]


@flaw(BYTES, 422)
def something_behind_the_body(draw: Draw, request: Request, page: Page) -> None:
    request.content = request.bytes() + draw(st.sampled_from([b"}", b"{}", b"\x00", b",", b"\xff", b"]]>"]))


@flaw(BYTES, 422)
def bytes_that_are_no_text(draw: Draw, request: Request, page: Page) -> None:
    request.content = b'{"' + draw(st.binary(max_size=30)) + b"\xff\xfe"


@flaw(BYTES, 422)
def another_encoding(draw: Draw, request: Request, page: Page) -> None:
    request.content = b"\xff\xfe" + json.dumps(request.body).encode(draw(st.sampled_from(["utf-16", "utf-32"])))


@flaw(BYTES, 413)
def a_body_too_long(draw: Draw, request: Request, page: Page) -> None:
    request.content = request.bytes() + b" " * (BODY_BYTES + draw(st.integers(0, 10_000)))


@flaw(BYTES, 422)
def a_deep_nest(draw: Draw, request: Request, page: Page) -> None:
    depth = draw(st.sampled_from([50, 500, 5_000, 30_000]))
    opening, closing = draw(st.sampled_from([(b"[", b"]"), (b'{"a":', b"}")]))
    depth = min(depth, 10_000) if opening != b"[" else depth
    request.content = opening * depth + (b"1" + closing * depth if draw(st.booleans()) else b"")


@flaw(ANYWHERE, 422)
def a_body_of_another_shape(draw: Draw, request: Request, page: Page) -> None:
    request.body = draw(st.one_of(st.lists(junk, max_size=3), texts, numbers, st.booleans()))


@flaw(ANYWHERE, 422)
def a_field_nobody_knows(draw: Draw, request: Request, page: Page) -> None:
    if isinstance(request.body, dict):
        request.body["participant_id"] = draw(junk)
    else:
        request.body = {"participant_id": 1}


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
