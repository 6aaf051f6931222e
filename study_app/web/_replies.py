"""Answers of the routes: JSON bytes as pydantic wrote them, problems as one plain sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from db import StorageError
from study_app.flow import LANGUAGES, direction_of, words
from study_app.web._language import wished_language
from study_app.web._templates import html_reply

RETRY_AFTER_SECONDS = 2


def json_bytes(model: BaseModel) -> bytes:
    """A model as JSON."""
    return model.model_dump_json().encode()


def json_reply(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that no cache may keep."""
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


def message_reply(message: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """`{"message": …}`."""
    return json_reply(json.dumps({"message": message}).encode(), status, headers)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return message_reply(error.detail, error.status_code, error.headers)


def _not_stored(request: Request, _: Exception) -> Response:
    language = _language(request)
    spoken = words(language)
    if "text/html" in request.headers.get("accept", ""):
        return html_reply(
            "unavailable.html",
            503,
            title=spoken["please_wait"],
            message=spoken["unreachable"],
            language=language,
            direction=direction_of(language),
        )
    return message_reply(spoken["unavailable"], 503, {"Retry-After": str(RETRY_AFTER_SECONDS)})


def _hung_up(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # nobody reads it, and it is no fault of ours that a log should show


def _broken(request: Request, _: Exception) -> Response:
    return message_reply(words(_language(request))["broken"], 500)


def _language(request: Request) -> str:
    """The browser's first choice if the interface speaks it: without a record no session tells a language."""
    wished = (wished_language(request) or "en").split("-")[0]
    return wished if wished in LANGUAGES else "en"


EXCEPTION_HANDLERS = {
    HTTPException: _refused,
    StorageError: _not_stored,
    ClientDisconnect: _hung_up,
    Exception: _broken,
}
"""For the Starlette application: no traceback and no HTML page ever reaches a participant."""
