"""A page in the browser: what runs in it, and how it looks on paper."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.printing._errors import BrowserError

if TYPE_CHECKING:
    from analysis.printing._browser import Browser

_LOADED = "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))"
PIXELS = 96.0
"""Pixels of CSS in an inch."""


class Page:
    """A tab.

    >>> import tempfile
    >>> from analysis.printing import Browser, find_browser
    >>> file = Path(tempfile.mkdtemp()) / "page.html"
    >>> _ = file.write_text("<!doctype html><title>A page</title>")
    >>> if find_browser():
    ...     with Browser() as browser:
    ...         assert browser.open(file).pdf().startswith(b"%PDF")
    """

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def load(self, path: Path) -> None:
        """Open the HTML file and wait until it is loaded."""
        self._call("Page.navigate", url=path.resolve().as_uri())
        self.evaluate(_LOADED)

    def lay_out_for_print(self, width: int, height: int) -> None:
        """Apply the style sheet's rules for print in a window of this size, in pixels."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self._call("Emulation.setEmulatedMedia", media="print")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited if it is a promise."""
        result = self._call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(f"The page fails: {details.get('exception', {}).get('description', details['text'])}")
        return result["result"].get("value")

    def pdf(self, size: tuple[int, int] | None = None) -> bytes:
        """The page as a tagged PDF, on the paper that its style sheet asks for, or on one sheet of this size in pixels."""
        paper: dict[str, Any] = {"preferCSSPageSize": True, "generateTaggedPDF": True, "generateDocumentOutline": True}
        if size is not None:
            margins = dict.fromkeys(("marginTop", "marginBottom", "marginLeft", "marginRight"), 0)
            paper = {"paperWidth": size[0] / PIXELS, "paperHeight": size[1] / PIXELS, "pageRanges": "1", **margins}
        return base64.b64decode(self._call("Page.printToPDF", printBackground=True, **paper)["data"])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, parameters, self._session)
