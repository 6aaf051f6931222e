"""The language in which to speak to somebody whose session is not known."""

from __future__ import annotations

from starlette.requests import Request


def wished_language(request: Request) -> str | None:
    """`?language=` of the link, else the browser's first choice."""
    browser = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()
    return request.query_params.get("language") or browser or None
