"""One connection of a browser to the participant app, with all the ways in which a connection can fail."""

from __future__ import annotations

import http.client
import json
import select
from dataclasses import dataclass
from typing import Any

PATIENCE_SECONDS = 60.0


class LineCutError(Exception):
    """No answer came: the browser cannot know whether the server has seen the request."""


@dataclass(frozen=True)
class Reply:
    """An answer that arrived as a whole."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Line:
    """A kept-alive connection; a request after a failure opens it anew."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self._origin = f"http://127.0.0.1:{port}"

    def ask(self, method: str, path: str, body: bytes = b"", cookie: str = "") -> Reply:
        """Sends a request and reads its answer; `LineCutError` if there is none."""
        self.send(method, path, body, cookie)
        return self.read()

    def send(self, method: str, path: str, body: bytes = b"", cookie: str = "", *, share: float = 1.0) -> None:
        """Sends a request, or only that share of its body."""
        headers = {"Origin": self._origin, "Content-Type": "application/json", "Content-Length": str(len(body))}
        if cookie:
            headers["Cookie"] = cookie
        try:
            self._connection.request(method, path, body[: round(share * len(body))], headers)
        except OSError as error:
            self.cut()
            raise LineCutError from error

    def read(self) -> Reply:
        """The answer to the last request; `LineCutError` if the connection ends before it does."""
        try:
            response = self._connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, headers, response.read())
        except (OSError, http.client.HTTPException) as error:
            self.cut()
            raise LineCutError from error

    def is_answered(self) -> bool:
        """Whether something of the answer has arrived, or the connection has ended."""
        return bool(select.select([self._connection.sock], [], [], 0)[0])

    def cut(self) -> None:
        """Ends the connection, whatever is under way."""
        self._connection.close()
