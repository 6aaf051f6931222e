"""`POST /api/join` and `GET /r/{token}`: how a participant gets a session, or back to one."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from study_app.flow import View
from study_app.web._identity import credential, remember
from study_app.web._limits import read_body
from study_app.web._notice import unknown_session_page
from study_app.web._origin import require_same_origin
from study_app.web._replies import json_reply
from study_app.web._site import Site

_ExternalId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Arrival(BaseModel):
    """Body of `POST /api/join`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    """Language tag, `en` or `pt-BR`."""
    source: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")] | None = None
    """Recruitment service: `prolific`, `sona`, `mturk`."""
    external_id: _ExternalId | None = None
    """The person's id at that service."""
    cookies: bool = True
    """False where the browser blocks cookies: the token then travels in the address."""

    @property
    def recruitment(self) -> tuple[str, str] | None:
        """Service and id, if both are known."""
        return (self.source, self.external_id) if self.source and self.external_id else None


def join_routes(site: Site, study_path: str) -> list[Route]:
    """The routes that set the cookie. Only the POST creates a participant."""

    async def join(request: Request) -> Response:
        require_same_origin(request)
        arrival = await read_body(request, Arrival)
        token = credential(request)
        if token is not None:
            view = await site.ask(site.flow.view, token)
            # A session that has ended stays behind: on a shared computer the next person starts a new one.
            if view is not None and view.kind != "end":
                return _next(study_path)
        joined = await site.ask(site.flow.join, language=arrival.language, recruitment=arrival.recruitment)
        if isinstance(joined, View):
            return _next("/")  # nobody can start now, and the landing page says why
        reply = _next(study_path if arrival.cookies else f"{study_path}?p={joined.token}", 201)
        remember(reply, request, joined.token)
        return reply

    async def personal_link(request: Request) -> Response:
        token = request.path_params["token"]
        if await site.ask(site.flow.view, token) is None:
            return await unknown_session_page(site, request)
        reply = RedirectResponse(study_path, 303, {"Cache-Control": "no-store"})
        remember(reply, request, token)
        return reply

    return [Route("/api/join", join, methods=["POST"]), Route("/r/{token}", personal_link)]


def _next(address: str, status: int = 200) -> Response:
    return json_reply(json.dumps({"next": address}).encode(), status)
