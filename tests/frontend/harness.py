"""A small stand-in for the participant app: the real front end, sample views, answers kept in memory.

Run as a script, it serves the whole sample session; see `Study` for what a test can set.
"""

from __future__ import annotations

import hashlib
import io
import socket
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import uvicorn
from PIL import Image, ImageDraw, ImageFilter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from study_app.flow._submission import Submission
from study_app.flow._views import View
from tests.frontend.sample_blocks import end
from tests.frontend.sample_views import SESSION, completed

FRONTEND = Path(__file__).parents[2] / "study_app" / "frontend"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Loading</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body{margin:0}</style></head>
<body><div id="root"><div id="parent"></div></div><script type="module">
const data = await (await fetch("/mount")).json();
const { mount } = await import(data.assets + "/main.js");
const parent = document.getElementById("parent");
window.unmount = mount(SHADOW ? parent.attachShadow({ mode: "open" }) : parent, data);
</script></body></html>"""
LANDING = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Study</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/dev/landing.css"></head>
<body><main class="landing"><p class="study-title">How people understand answers about skin photos</p>
<h1>Take part in a study about AI and skin photos</h1><p class="mode-note">Test run.</p>
<div class="text framed"><p>You will look at 12 photos. It takes about 15 minutes.</p><ul><li>You can stop.</li></ul></div>
<p id="problem" role="alert"></p>
<button id="begin" class="primary" type="button" disabled data-language="en">Begin</button></main>
<script type="module" src="/assets/dev/landing.js"></script></body></html>"""


class Study:
    """One session in memory. Tests read `kept`, `posts`, `events` and set `trouble`."""

    def __init__(self, views: Sequence[View]) -> None:
        self.views = list(views)
        self.position = 0
        self.kept: dict[str, Submission] = {}
        """Committed submissions by page token: one row set a page."""
        self.posts: list[str] = []
        """Page token of every submit that arrived."""
        self.events: list[dict[str, object]] = []
        self.joined: list[dict[str, object]] = []
        self.trouble: list[tuple[int, dict[str, object]]] = []
        """Replies given to the next submits instead of the real ones."""

    @property
    def view(self) -> View:
        return self.views[self.position]

    def submit(self, token: str, body: bytes) -> tuple[int, dict[str, object]]:
        self.posts.append(token)
        if self.trouble:
            return self.trouble.pop(0)
        submission = Submission.model_validate_json(body)
        if token in self.kept:
            same = self.kept[token].answers == submission.answers
            return (
                (200, {"status": "repeated", **self._view()}) if same else (409, {"status": "conflict", **self._view()})
            )
        if token != self.view.page_token:
            return 404, {"message": "no such page"}
        self.kept[token] = submission
        self.position += 1
        return 200, {"status": "saved", **self._view()}

    def withdraw(self, *, erase: bool) -> dict[str, object]:
        self.views.append(end("withdrawn", "You have stopped taking part", "Erased." if erase else "Kept."))
        self.position = len(self.views) - 1
        return self._view()

    def _view(self) -> dict[str, object]:
        return {"view": self.view.model_dump(mode="json")}


def application(study: Callable[[], Study]) -> Starlette:
    async def start(request: Request) -> Response:
        return HTMLResponse(PAGE.replace("SHADOW", "true" if "shadow" in request.query_params else "false"))

    async def landing(request: Request) -> Response:
        return HTMLResponse(LANDING)

    async def mount_data(request: Request) -> Response:
        view = study().view.model_dump(mode="json")
        return JSONResponse({"view": view, "api": "/api", "assets": "/assets/dev", "credential": None})

    async def session(request: Request) -> Response:
        return JSONResponse(study().view.model_dump(mode="json"))

    async def submit(request: Request) -> Response:
        status, body = study().submit(request.path_params["token"], await request.body())
        return JSONResponse(body, status)

    async def events(request: Request) -> Response:
        study().events.append(await request.json())
        return Response(status_code=204)

    async def withdraw(request: Request) -> Response:
        return JSONResponse(study().withdraw(erase=(await request.json())["erase"]))

    async def join(request: Request) -> Response:
        study().joined.append(await request.json())
        return JSONResponse({"next": "/session"}, 201)

    async def image(request: Request) -> Response:
        return Response(drawn(request.path_params["name"]), media_type="image/png")

    return Starlette(
        routes=[
            Route("/", landing),
            Route("/session", start),
            Route("/mount", mount_data),
            Route("/api/session", session),
            Route("/api/pages/{token}", submit, methods=["POST"]),
            Route("/api/events", events, methods=["POST"]),
            Route("/api/withdraw", withdraw, methods=["POST"]),
            Route("/api/join", join, methods=["POST"]),
            Route("/images/{name}", image),
            Mount("/assets/dev", StaticFiles(directory=FRONTEND)),
        ]
    )


@cache
def drawn(name: str) -> bytes:
    """A patch of skin, the same for the same name."""
    seed = hashlib.sha256(name.encode()).digest()
    tone = [(236, 196, 168), (214, 164, 130), (160, 108, 78), (96, 62, 46)][seed[0] % 4]
    image = Image.new("RGB", (640, 640), tone)
    pen = ImageDraw.Draw(image)
    for x, y, size in zip(seed[1:6], seed[6:11], seed[11:16], strict=True):
        box = (x * 2, y * 2, x * 2 + 60 + size // 2, y * 2 + 60 + size // 3)
        pen.ellipse(box, fill=(min(255, tone[0] + 10), tone[1] * 2 // 3, tone[2] * 2 // 3))
    stream = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(6)).save(stream, "PNG")
    return stream.getvalue()


class Server:
    """The stand-in, or another app, on a free port of 127.0.0.1; `study` may be replaced between tests."""

    def __init__(self, port: int = 0, app: Starlette | None = None) -> None:
        self.study = Study([completed()])
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen()  # early clients wait in the queue until the server is up
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        served = app or application(lambda: self.study)
        config = uvicorn.Config(served, log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


if __name__ == "__main__":
    with Server(8600) as server:
        server.study = Study([view() for view in SESSION])
        print(server.address + "/session")
        threading.Event().wait()
