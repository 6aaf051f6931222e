"""The session flow: who is where, what they see, what becomes of what they send."""

from __future__ import annotations

from study_app.flow._submission import ClientEvent, Joined, Outcome, Submission
from study_app.flow._views import View


class SessionFlow:
    """Moves participants of one study version through their plans. Holds no state of its own."""

    def landing(self) -> View:
        """The first page, before anyone is a participant; no page token."""
        raise NotImplementedError

    def join(self, *, language: str | None = None, recruitment: tuple[str, str] | None = None) -> Joined:
        """Creates a participant; `recruitment` is (source, external id)."""
        raise NotImplementedError

    def view(self, token: str) -> View | None:
        """The current view of a session; None if the token belongs to none."""
        raise NotImplementedError

    def submit(self, token: str, page_token: str, submission: Submission) -> Outcome:
        """Commits a page once, however often it arrives, and gives the next view."""
        raise NotImplementedError

    def record_events(self, token: str, page_token: str | None, events: tuple[ClientEvent, ...]) -> bool:
        """Keeps beacons; False if the token belongs to no session."""
        raise NotImplementedError

    def withdraw(self, token: str, *, erase: bool) -> View | None:
        """Ends the session at the participant's wish; None if the token belongs to none."""
        raise NotImplementedError

    def image(self, token: str, file: str) -> tuple[bytes, str] | None:
        """Bytes and SHA-256 of an image of this study, for participants only; None if there is none."""
        raise NotImplementedError
