"""What all routes share: the flow, the assets, and the only door from the event loop to the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

from study_app.flow import SessionFlow
from study_app.web._assets import Assets

DATABASE_THREADS = 4
"""SQLite has one writer: more threads would only wait inside the database instead of before it."""

_ENTRY = "main.js"
_LANDING_STYLE = "landing.css"

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Site:
    """The participant app of one study version in this process."""

    flow: SessionFlow
    """The session state machine of the version that is served."""
    assets: Assets
    """Our front end."""
    title: str
    """Neutral public title of the study."""
    check_writable: Callable[[], None]
    """Raises `StorageError` when the database cannot be written."""
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(DATABASE_THREADS))

    async def ask(
        self, question: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Answer:
        """Calls a method of the flow in a thread of the database's own small pool."""
        return await to_thread.run_sync(lambda: question(*args, **kwargs), limiter=self.limiter)

    def modules(self) -> list[str]:
        """Addresses of the modules that the first page needs, the entry first."""
        return [self.assets.address(path) for path in self.assets.modules(_ENTRY)]

    def styles(self) -> list[str]:
        """Addresses of the styles that the first page needs."""
        return [self.assets.address(path) for path in self.assets.paths(".css") if path != _LANDING_STYLE]

    def fonts(self) -> list[str]:
        """Addresses of the fonts that the first page needs."""
        return [self.assets.address(path) for path in self.assets.paths("latin-wght-normal.woff2")]
