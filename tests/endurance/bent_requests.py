"""Which requests are bent, and what they may be answered with."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from study_app.web._limits import BODY_BYTES
from tests.endurance.cast import Page, Person
from tests.endurance.flaws import ANYWHERE, BYTES, Draw, Flaw, texts
from tests.endurance.page_flaws import BEACONS, SUBMITS
from tests.endurance.request import Request

PATHS = ["/api/pages/x", "/api/events", "/api/join", "/api/withdraw"]
ENDED = ("finished", "stopped", "erased")
"""People whose session is over."""


@st.composite
def bent_requests(draw: Draw, cast: dict[str, Person]) -> Request:
    """A request that must change nothing: repeated, out of place, or bent in up to three places."""
    kind = draw(
        st.sampled_from(
            [current_page, current_page, spent_page, spent_page, strange_page, beacon, join, withdrawal, look]
        )
    )
    request, flaws, page, harmless = kind(draw, cast)
    chosen: list[Flaw] = []
    if flaws:
        bent = draw(st.sampled_from([0, 0, 1, 1, 2] if harmless else [1, 1, 1, 2, 3]))  # one flaw hides another
        rewritten = draw(st.sampled_from([False, False, True]))
        chosen = [draw(st.sampled_from(flaws)) for _ in range(bent - rewritten)]
        chosen += [draw(st.sampled_from(BYTES))] if rewritten else []
    for flaw in chosen:
        flaw.bend(draw, request, page)
    request.flaws = [flaw.name for flaw in chosen]
    too_long = {413} if len(request.bytes()) > BODY_BYTES else set()  # two flaws together may make it so
    request.allowed = request.allowed.union(too_long, *(flaw.statuses for flaw in chosen))
    return request


Kind = tuple[Request, list[Flaw], Page, bool]
"""A valid request, what may be wrong with it, the page it is about, and whether it changes nothing as it is."""


def current_page(draw: Draw, cast: dict[str, Person]) -> Kind:
    """The page on which somebody stands."""
    person = cast[draw(st.sampled_from([name for name in cast if name not in ENDED]))]
    return _submit(person, person.current.token, person.current), [*ANYWHERE, *SUBMITS], person.current, False


def spent_page(draw: Draw, cast: dict[str, Person]) -> Kind:
    """A page that was saved, or that belongs to a session that has ended: again, or with something else."""
    person = cast[draw(st.sampled_from([name for name in cast if name != "consenting"]))]
    page = person.current if person.name in ENDED else person.spent
    request = _submit(person, page.token, page)
    request.allowed = frozenset({410} if person.name in {"stopped", "erased"} else {200, 409})
    return request, [*ANYWHERE, *SUBMITS], page, True


def strange_page(draw: Draw, cast: dict[str, Person]) -> Kind:
    """Somebody else's page, or nobody's."""
    sender, owner = (cast[name] for name in draw(st.permutations([name for name in cast if name != "erased"]))[:2])
    nobody = texts.map(lambda text: quote(text.encode(errors="replace"), safe=""))
    token = draw(st.one_of(st.just(owner.current.token), st.just(owner.spent.token), nobody, st.just("A" * 5000)))
    request = _submit(sender, token, owner.current)
    request.allowed = frozenset({404})
    return request, [*ANYWHERE, *SUBMITS], owner.current, True


def beacon(draw: Draw, cast: dict[str, Person]) -> Kind:
    """Events, with something wrong about them."""
    sender, owner = (cast[name] for name in draw(st.permutations(list(cast)))[:2])
    tokens = [None, sender.current.token, owner.current.token, "nul\x00", "\ud800", "", "x" * 5000]
    body: dict[str, Any] = {"page_token": draw(st.sampled_from(tokens)), "events": [{"kind": "hidden", "ms": 5}]}
    request = Request("POST", "/api/events", sender.token, body, allowed=frozenset({204, 401, 422}))
    return request, [*ANYWHERE, *BEACONS], sender.current, True


def join(draw: Draw, cast: dict[str, Person]) -> Kind:
    """An arrival: of somebody whose session is under way, or with something wrong about it."""
    person = cast[draw(st.sampled_from([name for name in cast if name not in ENDED]))]
    request = Request("POST", "/api/join", person.token, {"language": "en"}, allowed=frozenset({200}))
    wrong = {
        "language": ["klingon1", "\x00", "e", 1, ["en"], "en-" + "x" * 500],
        "source": ["Prolific", "x" * 33, "a b", "\x00", 1],
        "external_id": ["", "   ", "x" * 129, "a\x00b", "\ud800", 1, ["x"]],
        "cookies": ["perhaps", 2, []],
    }
    name = draw(st.sampled_from(sorted(wrong)))
    request.body = {"source": "prolific", "external_id": "known", name: draw(st.sampled_from(wrong[name]))}
    request.cookie = None
    request.allowed = frozenset({422})
    stays = [flaw for flaw in ANYWHERE if flaw.name not in {"a_cookie_of_nobody", "a_body_of_another_shape"}]
    if draw(st.booleans()):
        request.body, request.cookie, request.allowed = {"language": "en"}, person.token, frozenset({200})
    return request, stays, person.current, True


def withdrawal(draw: Draw, cast: dict[str, Person]) -> Kind:
    """A withdrawal, with something wrong about it."""
    person = cast[draw(st.sampled_from(sorted(cast)))]
    body = draw(
        st.sampled_from([{}, {"erase": 1}, {"erase": "true"}, {"erase": None}, {"erase": [True]}, {"Erase": True}])
    )
    request = Request("POST", "/api/withdraw", person.token, copy.deepcopy(body), allowed=frozenset({422}))
    return request, [*ANYWHERE], person.current, True


def look(draw: Draw, cast: dict[str, Person]) -> Kind:
    """A request that is no POST to one of our routes: it may answer what it likes, and changes nothing."""
    person = cast[draw(st.sampled_from(sorted(cast)))]
    word = quote(draw(texts).encode(errors="replace"), safe="")
    reads = [
        "/",
        "/api/session",
        "/study/",
        f"/?language={word}",
        f"/images/{word}",
        f"/r/{word}",
        f"/r/{person.token}",
    ]
    reads += [
        f"/study/static/{'x' * 3000}",
        f"/assets/{word}/{word}",
        f"/study/static/{word}",
        f"/study/?p={word}",
        f"/{word}",
    ]
    reading = draw(st.booleans())
    method = "GET" if reading else draw(st.sampled_from(["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]))
    path = draw(st.sampled_from(reads if reading else PATHS))
    request = Request(method, path, draw(st.sampled_from([None, person.token, "x" * 22])))
    request.headers["Accept-Language"] = draw(st.sampled_from(["en", "*", "de-DE,en;q=0.5", "\x80\xff", "a" * 3000]))
    request.allowed = frozenset({200, 303, 304, 401, 404, 405})
    return request, [], person.current, True


def _submit(person: Person, token: str, page: Page) -> Request:
    return Request("POST", f"/api/pages/{token}", person.token, copy.deepcopy(dict(page.body)))
