"""Renders the few pages that are plain HTML; everything that a study brings along is escaped."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

_ENVIRONMENT = Environment(
    loader=PackageLoader("study_app.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html_reply(template: str, status: int = 200, **values: object) -> Response:
    """A page; asked for anew each time, because it changes when a study is paused or closed."""
    body = _ENVIRONMENT.get_template(template).render(values)
    return Response(body, status, {"Cache-Control": "no-cache", "Vary": "Accept-Language"}, "text/html")
