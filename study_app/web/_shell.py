"""Streamlit's page and files under our own hand: compressed, with our title, without its fonts.

Streamlit sends its bundles uncompressed because it would compress them anew on every request; here each file is
compressed once and kept. A participant's first page takes 0.6 MB instead of 2.6 (Chromium, empty cache): most of it is
compression, 0.5 MB are fonts that no participant page shows.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from db import StorageError
from study_app.flow import LANGUAGES
from study_app.web._assets import IMMUTABLE, Asset, pack
from study_app.web._identity import credential
from study_app.web._notice import unknown_session_page
from study_app.web._site import Site

_COMPONENT = "../lib/src/components/widgets/BidiComponent/BidiComponent.tsx"
"""Name in Streamlit's manifest of the part that mounts inline components."""

_DOCUMENT_STYLE = "styles/document.css"
"""Ours: hides Streamlit's own interface from the first moment."""

_WAITING = "margin: 3rem 1.5rem; font: 1.125rem system-ui, sans-serif"
"""Until Streamlit takes the place of this text."""

_CLOSED = ("_stcore/metrics", "_stcore/upload_file/{rest:path}", "_stcore/agent/{rest:path}", "media/{rest:path}")
"""Doors of Streamlit that a participant never needs."""


def streamlit_static_folder() -> Path:
    """Where the installed Streamlit keeps its front end, found without importing it."""
    spec = find_spec("streamlit")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static"


class Shell:
    """The HTML page that loads Streamlit, and the files it asks for."""

    def __init__(self, site: Site, folder: Path, base: str) -> None:
        self.path = f"/{base}/"
        self._site = site
        self._folder = folder / "static"
        files = (file for file in self._folder.rglob("*") if file.is_file())
        self._names = frozenset(file.relative_to(self._folder).as_posix() for file in files)
        modules, styles = _imports(folder)
        self.modules = [self.path + module for module in modules]
        self.styles = [self.path + style for style in styles]
        page = _page((folder / "index.html").read_text(), site, self.modules)
        self.script_hashes = [_hash(script) for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]
        self._page = pack(page.encode(), ".html")
        self._file = cache(_read)

    def routes(self) -> list[Route]:
        """Routes that answer before Streamlit's own."""
        return [
            *(Route(self.path + door, _closed, methods=["GET", "POST", "PUT", "DELETE"]) for door in _CLOSED),
            Route(self.path + "static/{file:path}", self._static),
            Route(self.path, self._index),
            Route(self.path + "{page}", self._elsewhere),
        ]

    async def _index(self, request: Request) -> Response:
        """Half a megabyte of Streamlit is for participants: anyone else is told at once."""
        if await self._is_participant(request):
            return self._page.reply(request, "no-cache")
        return await unknown_session_page(self._site, request)

    async def _is_participant(self, request: Request) -> bool:
        token = request.query_params.get("p") or credential(request)
        try:
            return token is not None and await self._site.ask(self._site.flow.view, token) is not None
        except StorageError:
            return True  # nobody can tell; the component says so and keeps trying

    async def _elsewhere(self, _: Request) -> Response:
        """Streamlit would open the study and cover it with "Page not found"."""
        return RedirectResponse(self.path, 303)

    async def _static(self, request: Request) -> Response:
        name = request.path_params["file"]
        if name not in self._names:
            raise HTTPException(404, "There is no such file.")
        asset: Asset = await run_in_threadpool(self._file, self._folder / name)
        return asset.reply(request, IMMUTABLE)


def _read(file: Path) -> Asset:
    content = file.read_bytes()
    if file.suffix == ".css":
        content = re.sub(rb"@font-face\s*{[^}]*}", b"", content)
    return pack(content, file.suffix)


async def _closed(_: Request) -> Response:
    raise HTTPException(404, "There is no such page.")


def _imports(folder: Path) -> tuple[list[str], list[str]]:
    """Modules and styles that the first page loads, from Streamlit's own manifest."""
    manifest = json.loads((folder / "manifest.json").read_text())
    reached: dict[str, None] = {}
    styles: list[str] = []
    waiting = [_COMPONENT, "index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached[name] = None
        styles += manifest[name].get("css", [])
        waiting += manifest[name].get("imports", [])
    return [manifest[name]["file"] for name in reached], styles


def _page(index: str, site: Site, modules: list[str]) -> str:
    """Streamlit's `index.html`, rewritten."""
    later = [module for module in modules if module.rpartition("/")[2] not in index]
    links = [
        *(f'<link rel="modulepreload" crossorigin href="{module}">' for module in later),
        *(f'<link rel="modulepreload" href="{module}">' for module in site.modules()),
        *(f'<link rel="preload" href="{style}" as="style">' for style in site.styles()),
        f'<link rel="stylesheet" href="{site.assets.address(_DOCUMENT_STYLE)}">',
        *(f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>' for font in site.fonts()),
    ]
    title = html.escape(site.title)
    rewritten = (
        (r"<title>Streamlit</title>", f'<title>{title}</title>\n    <meta name="robots" content="noindex, nofollow">'),
        (r'<link rel="shortcut icon"[^>]*>', '<link rel="icon" href="data:,">'),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),
        (r"<!--\s+Machine-readable pointer.*?-->\s*<link[^>]*>", ""),
        (r"<noscript>.*?</noscript>", f"<noscript>{_needs_javascript()}</noscript>"),
        (r'<div id="root"></div>', f'<div id="root"><p style="{_WAITING}">{title} …</p></div>'),
        (r"</head>", "\n    ".join(["", *links, "</head>"])),
    )
    for pattern, replacement in rewritten:
        index, found = re.subn(pattern, replacement.replace("\\", r"\\"), index, count=1, flags=re.DOTALL)
        if not found:
            raise ValueError(f"Streamlit's index.html no longer contains {pattern!r}; adapt study_app/web/_shell.py.")
    return index


def _needs_javascript() -> str:
    """In every language, since this page is made once for all."""
    return "".join(
        f'<p lang="{language}">{html.escape(spoken["needs_javascript"])}</p>' for language, spoken in LANGUAGES.items()
    )


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
