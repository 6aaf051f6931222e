"""Security headers on every answer of the participant app, Streamlit's included."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_security_policy(script_hashes: Iterable[str]) -> str:
    """The policy: this host and nothing else.

    Streamlit mounts inline components as `blob:` modules, starts with one inline script (allowed by its hash), and
    writes style elements while it runs.

    >>> content_security_policy(["sha256-AbC="]).split("; ")[1]
    "script-src 'self' blob: 'sha256-AbC='"
    """
    scripts = " ".join(["'self'", "blob:", *(f"'{value}'" for value in script_hashes)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "base-uri 'none'",
        ]
    )


class SecurityHeaders:
    """Middleware that adds the headers without touching bodies."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            # Personal links carry a secret: no other site may see where a click came from.
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Robots-Tag": "noindex, nofollow",
        }
        self.headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)
