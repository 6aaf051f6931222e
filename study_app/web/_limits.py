"""Reads the body of a POST: JSON of a known shape, and never more than fits a page."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

BODY_BYTES = 64 * 1024

Body = TypeVar("Body", bound=BaseModel)


async def read_body(request: Request, model: type[Body]) -> Body:
    """The validated body; raises 415 (not JSON), 413 (too long) or 422 (another shape)."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise HTTPException(415, "The body must be sent as application/json.")
    try:
        return model.model_validate_json(await _bounded(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise HTTPException(422, f"{place}: {first['msg']}") from error


async def _bounded(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise HTTPException(413, f"The body is longer than {BODY_BYTES // 1024} KiB.", {"Connection": "close"})
    return bytes(body)
