"""Our modules, styles and fonts: read once, compressed once, cached by browsers for ever."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

IMMUTABLE = "public, max-age=31536000, immutable"

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}

_IMPORT = re.compile(r'^(?:import|export|\}) ?[^"]*from "(\.[^"]+)"', re.MULTILINE)
_COMPRESSED_ALREADY = {".jpg", ".png", ".webp", ".woff2"}


@dataclass(frozen=True)
class Asset:
    """One file, plain and compressed."""

    content: bytes
    media_type: str
    compressed: bytes | None
    """gzip, or None where it would not be smaller."""

    def reply(self, request: Request, cache: str) -> Response:
        """The file in the encoding that the browser accepts."""
        headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
        if self.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.compressed, 200, {**headers, "Content-Encoding": "gzip"}, self.media_type)
        return Response(self.content, 200, headers, self.media_type)


def pack(content: bytes, suffix: str) -> Asset:
    """Compresses the content of a file, unless its format is compressed already."""
    compressed = None if suffix in _COMPRESSED_ALREADY else gzip.compress(content, 9, mtime=0)
    return Asset(
        content=content,
        media_type=MEDIA_TYPES.get(suffix, "application/octet-stream"),
        compressed=compressed if compressed is not None and len(compressed) < len(content) else None,
    )


class Assets:
    """The files of a folder under addresses that change with their content."""

    def __init__(self, folder: Path) -> None:
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in MEDIA_TYPES)
        self._assets = {file.relative_to(folder).as_posix(): pack(file.read_bytes(), file.suffix) for file in files}
        digest = hashlib.sha256()
        for path, asset in self._assets.items():
            digest.update(f"{path}\0{len(asset.content)}\0".encode())
            digest.update(asset.content)
        self.version = digest.hexdigest()[:16]

    @property
    def base(self) -> str:
        """Path under which this version of the files lies."""
        return f"/assets/{self.version}"

    def address(self, path: str) -> str:
        """Path of one file."""
        return f"{self.base}/{path}"

    def __contains__(self, path: str) -> bool:
        return path in self._assets

    def paths(self, suffix: str) -> list[str]:
        """Files with a suffix, sorted."""
        return [path for path in self._assets if path.endswith(suffix)]

    def modules(self, entry: str) -> list[str]:
        """A module and all that it imports, directly or not: whoever asks for them together gets them together."""
        reached: dict[str, None] = {}
        waiting = [entry]
        while waiting:
            path = waiting.pop(0)
            if path in reached:
                continue
            reached[path] = None
            named = _IMPORT.findall(self._assets[path].content.decode())
            waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in named]
        return list(reached)

    def reply(self, request: Request) -> Response:
        """Answers `GET /assets/{version}/{path}`."""
        asset = self._assets.get(request.path_params["path"])
        if asset is None:
            raise HTTPException(404, "There is no such file.")
        # A page loaded before an update still finds the module that it asks for late, but no cache may keep it there.
        current = request.path_params["version"] == self.version
        return asset.reply(request, IMMUTABLE if current else "no-store")

    def routes(self) -> list[Route]:
        """The route of the files."""

        async def assets(request: Request) -> Response:
            return self.reply(request)

        return [Route("/assets/{version}/{path:path}", assets)]
