"""`POST /api/events`: beacons of a page, also while it is being left."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.flow import ClientEvent
from study_app.web._identity import require_credential, unknown_session
from study_app.web._limits import read_body
from study_app.web._origin import require_same_origin
from study_app.web._site import Site


class Beacon(BaseModel):
    """Body of `POST /api/events`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page_token: str | None = None
    """Page on which it happened; None at an end."""
    events: Annotated[tuple[ClientEvent, ...], Field(max_length=200)]
    """In the order in which they happened."""


def event_routes(site: Site) -> list[Route]:
    """The route of the beacons."""

    async def events(request: Request) -> Response:
        require_same_origin(request)
        token = require_credential(request)
        beacon = await read_body(request, Beacon)
        if not await site.ask(site.flow.record_events, token, beacon.page_token, beacon.events):
            raise unknown_session()
        return Response(status_code=204)

    return [Route("/api/events", events, methods=["POST"])]
