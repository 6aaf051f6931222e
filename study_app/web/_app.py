"""Puts the routes together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.streamlit_options import PARTICIPANT_BASE
from study_app.web._events import event_routes
from study_app.web._headers import SecurityHeaders, content_security_policy
from study_app.web._health import health_routes
from study_app.web._images import image_routes
from study_app.web._join import join_routes
from study_app.web._landing import landing_routes
from study_app.web._pages import page_routes
from study_app.web._replies import EXCEPTION_HANDLERS
from study_app.web._session import session_routes
from study_app.web._shell import Shell, streamlit_static_folder
from study_app.web._site import Site
from study_app.web._withdraw import withdraw_routes


@dataclass(frozen=True)
class Parts:
    """What `st.App`, or a plain `Starlette` in a test, is made of."""

    routes: list[Route]
    middleware: list[Middleware]
    exception_handlers: Mapping[Any, Callable[..., Any]]


def participant_app_parts(site: Site) -> Parts:
    """Routes, headers and error answers of the participant app."""
    shell = Shell(site, streamlit_static_folder(), PARTICIPANT_BASE)
    return Parts(
        routes=[
            *landing_routes(site, shell),
            *join_routes(site, shell.path),
            *session_routes(site),
            *page_routes(site),
            *event_routes(site),
            *withdraw_routes(site),
            # Starlette would redirect a submit that has a slash too many or too few, and send its answers elsewhere.
            Route("/api{rest:path}", _nowhere, methods=["POST"]),
            *image_routes(site),
            *site.assets.routes(),
            *health_routes(site),
            *shell.routes(),
        ],
        middleware=[Middleware(SecurityHeaders, policy=content_security_policy(shell.script_hashes))],
        exception_handlers=EXCEPTION_HANDLERS,
    )


async def _nowhere(_: Request) -> Response:
    raise HTTPException(404, "There is no such address.")
