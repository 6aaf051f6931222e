"""A simulated browser: loads the page with Streamlit's websocket open, then submits page after page."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from study_app.bots import Respondent
from study_app.flow import View


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Browser:
    """One participant on one connection."""

    port: int
    respondent: Respondent
    think_seconds: float
    cookie: str = ""
    submits: list[float] = field(default_factory=list)
    """Milliseconds from sending a page to the acknowledgement with the next view."""
    loads: list[float] = field(default_factory=list)
    """Milliseconds from asking for the page to the mounted component."""
    saved: int = 0
    """Answers that were acknowledged."""

    async def run(self, pages: int) -> None:
        """Joins, loads the page, and submits that many pages, with the websocket open all the while."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        joined = await self._ask("POST", "/api/join", {"language": "en"})
        assert joined.status == 201, joined
        self.cookie = joined.headers["set-cookie"].split(";")[0]
        started = time.perf_counter()
        await self._ask("GET", "/study/")
        async with self._socket() as socket:
            await self._mounted(socket)
            self.loads.append(1000 * (time.perf_counter() - started))
            await self._answer_pages(pages)
        self.writer.close()

    async def _answer_pages(self, pages: int) -> None:
        view = View.model_validate_json((await self._ask("GET", "/api/session")).body)
        for _ in range(pages):
            if view.kind == "end":
                return
            await asyncio.sleep(self.think_seconds * (0.5 + self.respondent.persona.rng.random()))
            submission, _seconds = self.respondent.answer(view)
            body = submission.model_dump(mode="json")
            started = time.perf_counter()
            reply = await self._ask("POST", f"/api/pages/{view.page_token}", body)
            self.submits.append(1000 * (time.perf_counter() - started))
            answer = json.loads(reply.body)
            assert reply.status == 200, reply
            assert answer["status"] == "saved", answer
            self.saved += sum(1 for item in submission.answers if item != "agreement")
            view = View.model_validate(answer["view"])

    def _socket(self) -> connect:
        return connect(
            f"ws://127.0.0.1:{self.port}/study/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": self.cookie},
            origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
            max_size=None,
        )

    async def _mounted(self, socket: object) -> None:
        """Asks for the first script run, and waits until it has finished."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        await socket.send(message.SerializeToString())  # type: ignore[attr-defined]
        async for raw in socket:  # type: ignore[attr-defined]
            forward = ForwardMsg()
            forward.ParseFromString(raw)
            if forward.WhichOneof("type") == "script_finished":
                return

    async def _ask(self, method: str, path: str, body: object = None) -> Reply:
        content = b"" if body is None else json.dumps(body).encode()
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Origin: http://127.0.0.1:{self.port}",
            "Accept-Encoding: gzip",
            f"Content-Length: {len(content)}",
            "Content-Type: application/json",
        ]
        if self.cookie:
            head.append(f"Cookie: {self.cookie}")
        self.writer.write("\r\n".join([*head, "", ""]).encode() + content)
        await self.writer.drain()
        return await self._read()

    async def _read(self) -> Reply:
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in lines[1:]) if key}
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(await self.reader.readline(), 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Reply(int(lines[0].split()[1]), headers, body)
