"""`GET /healthz`: whether answers can be stored, not only whether the process lives."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.web._replies import json_reply
from study_app.web._site import Site


def health_routes(site: Site) -> list[Route]:
    """The route for monitors and load balancers; a `StorageError` becomes 503."""

    async def healthz(_: Request) -> Response:
        await site.ask(site.check_writable)
        return json_reply(b'{"database":"writable"}')

    return [Route("/healthz", healthz)]
