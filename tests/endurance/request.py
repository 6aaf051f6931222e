"""A request as a test sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from study_app.web import COOKIE

ENDLESS = "<a number of 5,000 digits>"
"""Stands for a number that Python refuses to write."""
SHOWN_BYTES = 2000
"""How much of a body a report shows."""


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
