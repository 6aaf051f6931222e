"""Who is asking: the participant's token, from the cookie or from the header."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "participant"
COOKIE_SECONDS = 60 * 24 * 3600

UNKNOWN = "This link does not belong to a session. Please use the link that you were given."

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")


def credential(request: Request) -> str | None:
    """The token sent with a request; None if there is none or it cannot be one.

    The header is for browsers that block cookies. It wins, because it comes from the link just opened.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def require_credential(request: Request) -> str:
    """The token sent with a request; raises 401 without one."""
    token = credential(request)
    if token is None:
        raise unknown_session()
    return token


def unknown_session() -> HTTPException:
    """401: the token belongs to no session of this study."""
    return HTTPException(401, UNKNOWN)


def remember(response: Response, request: Request, token: str) -> None:
    """Sets the cookie by which the participant is known."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
