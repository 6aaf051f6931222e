"""Answers of the routes: JSON bytes as pydantic wrote them, problems as one plain sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from db import StorageError
from study_app.flow import words
from study_app.web._language import wished_language

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
    return message_reply(_words(request)["unavailable"], 503, {"Retry-After": str(RETRY_AFTER_SECONDS)})


def _hung_up(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # nobody reads it, and it is no fault of ours that a log should show


def _broken(request: Request, _: Exception) -> Response:
    return message_reply(_words(request)["broken"], 500)


def _words(request: Request) -> dict[str, str]:
    """Without a record there is no session to know the language from: the browser's."""
    return words(wished_language(request) or "en")


EXCEPTION_HANDLERS = {
    HTTPException: _refused,
    StorageError: _not_stored,
    ClientDisconnect: _hung_up,
    Exception: _broken,
}
"""For the Starlette application: no traceback and no HTML page ever reaches a participant."""
