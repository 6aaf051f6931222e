"""`POST /api/withdraw`: the end of a session at the participant's wish."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.web._identity import require_credential, unknown_session
from study_app.web._limits import read_body
from study_app.web._origin import require_same_origin
from study_app.web._replies import json_bytes, json_reply
from study_app.web._site import Site


class Withdrawal(BaseModel):
    """Body of `POST /api/withdraw`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    erase: bool
    """Whether the answers given so far are erased."""


def withdraw_routes(site: Site) -> list[Route]:
    """The route of withdrawals."""

    async def withdraw(request: Request) -> Response:
        require_same_origin(request)
        token = require_credential(request)
        withdrawal = await read_body(request, Withdrawal)
        view = await site.ask(site.flow.withdraw, token, erase=withdrawal.erase)
        if view is None:
            raise unknown_session()
        return json_reply(b'{"view":%b}' % json_bytes(view))

    return [Route("/api/withdraw", withdraw, methods=["POST"])]
