"""`GET /`: the first page, static HTML that is there at once and warms what follows."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from study_app.web._language import wished_language
from study_app.web._shell import Shell
from study_app.web._site import Site
from study_app.web._templates import html_reply


def landing_routes(site: Site, shell: Shell) -> list[Route]:
    """The route of the landing page. Loading it creates no participant."""

    async def landing(request: Request) -> Response:
        view = await site.ask(site.flow.landing, wished_language(request))
        return html_reply(
            "landing.html",
            view=view,
            title=view.study_title,
            language=view.language,
            direction=view.direction,
            styles=[site.assets.address("landing.css")],
            modules=[site.assets.address(path) for path in site.assets.modules("landing.js")],
            next_modules=[*shell.modules, *site.modules()],
            next_styles=[*shell.styles, *site.styles()],
        )

    return [Route("/", landing)]
