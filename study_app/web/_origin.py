"""Refuses a POST that another site made a participant's browser send."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request


def require_same_origin(request: Request) -> None:
    """Raises 403 unless the browser says that the request comes from our own page.

    `Sec-Fetch-Site` decides where the browser sends it; else the host of `Origin` must be ours. Only hosts are
    compared: behind a proxy that ends TLS the scheme seen here may differ from the browser's.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        same = site == "same-origin"
    else:
        origin = request.headers.get("origin", "")
        same = bool(origin) and urlsplit(origin).netloc == request.headers.get("host")
    if not same:
        raise HTTPException(403, "This request did not come from the study's own page.")
