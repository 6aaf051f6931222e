"""What may be wrong with a request of any kind: valid ones are bent in one to three places.

A flaw says with which status codes a request that carries it may be refused. Structure comes first: most flaws bend
one leaf of a valid body, because a body that no parser reads never reaches the rules behind the parser.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from study_app.web._limits import BODY_BYTES
from tests.endurance.cast import Page
from tests.endurance.request import ENDLESS, Request

Draw = Callable[[st.SearchStrategy[Any]], Any]


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
