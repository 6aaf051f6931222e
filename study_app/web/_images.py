"""`GET /images/{file}`: pictures of the study, for its participants only."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.web._assets import MEDIA_TYPES
from study_app.web._identity import require_credential
from study_app.web._site import Site

_CACHE = "private, max-age=31536000, immutable"


def image_routes(site: Site) -> list[Route]:
    """The route of the pictures."""

    async def image(request: Request) -> Response:
        file = request.path_params["file"]
        found = await site.ask(site.flow.image, require_credential(request), file)
        if found is None:
            raise HTTPException(404, "There is no such picture in this session.")
        content, sha256 = found
        headers = {"Cache-Control": _CACHE, "ETag": f'"{sha256}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        media_type = MEDIA_TYPES.get(PurePosixPath(file).suffix, "application/octet-stream")
        return Response(content, 200, headers, media_type)

    return [Route("/images/{file}", image)]
