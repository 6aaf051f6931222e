"""`GET /api/session`: where the participant stands."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.web._identity import require_credential, unknown_session
from study_app.web._replies import json_bytes, json_reply
from study_app.web._site import Site


def session_routes(site: Site) -> list[Route]:
    """The route of the current view."""

    async def session(request: Request) -> Response:
        view = await site.ask(site.flow.view, require_credential(request))
        if view is None:
            raise unknown_session()
        return json_reply(json_bytes(view))

    return [Route("/api/session", session)]
