"""Everything that a curious participant could find in the browser: page, network, storage."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from playwright.sync_api import Page, Request, WebSocket

DOCUMENT = """() => {
  const parts = [document.title, location.href, JSON.stringify(history.state)];
  const read = (root) => {
    parts.push(root.innerHTML);
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) read(node.shadowRoot);
  };
  parts.push(document.documentElement.outerHTML);
  read(document);
  return parts.join("\\n");
}"""
STORAGE = """async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const databases = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      databases.push([name, store, await done(rows.getAllKeys()), await done(rows.getAll())]);
    }
    database.close();
  }
  const caches_ = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      caches_.push([name, request.url, await (await cache.match(request)).text()]);
    }
  }
  return JSON.stringify({ local: { ...localStorage }, session: { ...sessionStorage }, databases, caches: caches_ });
}"""

SUBMIT = "/api/pages/"
PLACES = {"image/": "pictures", "javascript": "program", "text/css": "program", "font": "program"}
"""Place by type of content; everything else is a response."""


@dataclass
class Recorder:
    """Keeps what a browser page showed, sent, received and stored, as bytes under the name of the place."""

    page: Page
    kept: dict[str, list[bytes]] = field(default_factory=dict)
    """Contents by place: `document`, `storage`, `cookies`, `requests`, `responses`, `pictures`, `program`, `websocket`."""
    _finished: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("requestfinished", lambda request: self._finished.append(request))
        self.page.on("websocket", self._listen)

    def look(self) -> None:
        """Takes down what is there now."""
        self._keep("document", self.page.evaluate(DOCUMENT))
        self._keep("storage", self.page.evaluate(STORAGE))
        self._keep("cookies", json.dumps(self.page.context.cookies()))
        while self._finished:
            self._read(self._finished.pop())

    def places_of(self, word: str) -> list[str]:
        """Places where a word was seen, in capitals or not, as it is or as JSON writes it."""
        forms = {word.lower().encode(), json.dumps(word)[1:-1].lower().encode()}
        return [place for place, kept in self.kept.items() if any(form in one for one in kept for form in forms)]

    def _read(self, request: Request) -> None:
        self._keep("requests", f"{request.url}\n{request.headers}\n{request.post_data or ''}")
        response = request.response()
        assert response is not None
        self._keep("responses", str(response.headers))
        if SUBMIT in request.url:
            self._keep("responses", response.body())
        elif request.method == "GET" and request.url.startswith("http"):  # asked again: the browser forgets bodies
            again = self.page.request.get(request.url, max_retries=3)
            kind = next((kind for kind in PLACES if kind in again.headers.get("content-type", "")), "")
            self._keep(PLACES.get(kind, "responses"), again.body())

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._keep("websocket", frame))
        socket.on("framereceived", lambda frame: self._keep("websocket", frame))

    def _keep(self, place: str, content: str | bytes) -> None:
        raw = content.encode() if isinstance(content, str) else content
        self.kept.setdefault(place, []).append(raw.lower())
