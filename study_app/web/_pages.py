"""`POST /api/pages/{page_token}`: the one way in which answers arrive."""

from __future__ import annotations

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.flow import Outcome, Submission
from study_app.web._identity import require_credential
from study_app.web._limits import read_body
from study_app.web._origin import require_same_origin
from study_app.web._replies import json_bytes, json_reply, message_reply
from study_app.web._site import Site

_STATUS_CODES = {"saved": 200, "repeated": 200, "conflict": 409, "gone": 410, "invalid": 422}


def page_routes(site: Site) -> list[Route]:
    """The route of the submits."""

    async def submit(request: Request) -> Response:
        require_same_origin(request)
        token = require_credential(request)
        page_token = request.path_params["page_token"]
        try:
            submission = await read_body(request, Submission)
        except HTTPException as refused:
            await site.ask(site.flow.refuse, token, page_token, refused.status_code)
            raise
        return _reply(await site.ask(site.flow.submit, token, page_token, submission))

    return [Route("/api/pages/{page_token}", submit, methods=["POST"])]


def _reply(outcome: Outcome) -> Response:
    if outcome.status == "unknown":
        return message_reply("This page does not belong to your session.", 404)
    if outcome.view is None:
        body = json.dumps({"status": outcome.status, "errors": outcome.errors}).encode()
    else:
        body = b'{"status":"%b","view":%b}' % (outcome.status.encode(), json_bytes(outcome.view))
    return json_reply(body, _STATUS_CODES[outcome.status])
