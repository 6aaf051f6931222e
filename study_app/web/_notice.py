"""The page for whoever comes without a session, or with the token of none."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from study_app.web._language import wished_language
from study_app.web._site import Site
from study_app.web._templates import html_reply


async def unknown_session_page(site: Site, request: Request) -> Response:
    """404: a sentence in the person's language, and the way to the first page."""
    landing = await site.ask(site.flow.landing, wished_language(request))
    return html_reply(
        "notice.html",
        404,
        title=landing.study_title,
        message=landing.words["page_not_found"],
        begin=landing.words["begin"],
        language=landing.language,
        direction=landing.direction,
        styles=[site.assets.address("landing.css")],
    )
