"""The session flow: who is where, what they see, what becomes of what they send."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from db import Database, ParticipantRow, Record, VersionRow
from protocols import Study
from study_app.flow._absence import come_back, end_absent_sessions, is_affected
from study_app.flow._answers import browser_events
from study_app.flow._end_views import End, end_view, landing_view
from study_app.flow._refusals import keep_refusal
from study_app.flow._screen import FINAL, current_screen, early_end, open_first_page
from study_app.flow._served import ServedVersion, ServedVersions
from study_app.flow._submission import ClientEvent, Joined, Outcome, Submission
from study_app.flow._submit import submit_page
from study_app.flow._tokens import Entropy, token_hash, token_of
from study_app.flow._views import View

Clock = Callable[[], datetime]
SWEEP_EVERY = timedelta(hours=1)
"""How often arrivals end the sessions of those who never came back."""


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class SessionFlow:
    """Moves participants of one study through their plans. Holds no state but caches."""

    def __init__(
        self,
        database: Database,
        version: VersionRow,
        study: Study,
        *,
        mode: Literal["pilot", "live", "bot"],
        clock: Clock = utc_now,
        entropy: Entropy = secrets.token_bytes,
        runtime: str | None = None,
    ) -> None:
        """Newcomers get this version or, in live mode, whichever was launched since.

        `runtime` is the hash of the software, for the pages that are saved.
        """
        self._database = database
        self._study = study
        self._mode = mode
        self._clock = clock
        self._entropy = entropy
        self._swept: datetime | None = None
        self._served = ServedVersions(version, study, mode, runtime)

    def landing(self, language: str | None = None) -> View:
        """The first page, before anyone is a participant, or why no one can start; no page token."""

        def look(record: Record) -> View:
            newest = self._served.newest(record)
            spoken, closed = _language(newest.study, language), self._entrance(record, newest)
            return landing_view(newest.study, spoken) if closed is None else end_view(newest.study, closed, spoken)

        return self._database.read(look)

    def join(self, *, language: str | None = None, recruitment: tuple[str, str] | None = None) -> Joined | View:
        """Creates a participant, or gives the page that says why not.

        `recruitment` is (source, external id); whoever comes back with the same one goes on where they were.
        """
        token, now = token_of(self._entropy), self._clock()
        self._sweep(now)

        def create(record: Record) -> Joined | View:
            newest = self._served.newest(record)
            known = None if recruitment is None else self._known(record, newest, recruitment)
            if known is not None:
                returned = record.renew_token(known, token_hash(token))
                return Joined(token, self._welcome(record, returned, now))
            spoken, closed = _language(newest.study, language), self._entrance(record, newest)
            if closed is not None:
                return end_view(newest.study, closed, spoken)
            participant = record.add_participant(
                newest.version_id,
                self._mode,
                pseudonym=f"p-{self._entropy(6).hex()}",
                token_hash=token_hash(token),
                language=spoken,
                now=now,
                external=recruitment,
            )
            return Joined(token, open_first_page(record, newest, participant, self._new_token, now))

        return self._database.write(create)

    def view(self, token: str) -> View | None:
        """The current view of a session; None if the token belongs to none.

        After an absence this is where the protocol's resume policy takes effect.
        """
        now = self._clock()

        def look(record: Record) -> tuple[bool, View | None]:
            participant = record.participant_by_token_hash(token_hash(token))
            if participant is None:
                return False, self._farewell(record, token)
            served = self._served.of(record, participant)
            if is_affected(served.study.protocol.resume, participant, now):
                return True, None
            return False, current_screen(record, served, participant)

        def welcome(record: Record) -> View | None:
            participant = record.participant_by_token_hash(token_hash(token))
            return self._farewell(record, token) if participant is None else self._welcome(record, participant, now)

        was_away, view = self._database.read(look)
        return self._database.write(welcome) if was_away else view

    def submit(self, token: str, page_token: str, submission: Submission) -> Outcome:
        """Commits a page once, however often it arrives, and gives the next view."""

        def commit(record: Record) -> Outcome:
            page = record.page_by_token(page_token)
            if page is None or page.participant.token_hash != token_hash(token):
                return self._strange_page(record, token)
            served = self._served.of(record, page.participant)
            return submit_page(record, served, page, page_token, submission, self._entropy, self._clock())

        return self._database.write(commit)

    def refuse(self, token: str, page_token: str, status: int) -> None:
        """Keeps that the body of a submit was refused with that HTTP status before it could be read."""

        def keep(record: Record) -> None:
            participant = record.participant_by_token_hash(token_hash(token))
            page = record.page_by_token(page_token)
            if participant is not None:
                own = page is not None and page.participant.id == participant.id
                keep_refusal(record, participant, page.page_id if page and own else None, str(status), self._clock())

        self._database.write(keep)

    def record_events(self, token: str, page_token: str | None, events: tuple[ClientEvent, ...]) -> bool:
        """Keeps beacons; False if the token belongs to no session."""

        def keep(record: Record) -> bool:
            participant = record.participant_by_token_hash(token_hash(token))
            if participant is None:
                return False
            page = None if page_token is None else record.page_by_token(page_token)
            if page is not None and page.participant.id != participant.id:
                return False
            if participant.status not in FINAL:
                rows = browser_events(None if page is None else page.page_id, events)
                record.add_unasked_events(participant, rows, self._clock())
            return True

        return self._database.write(keep)

    def withdraw(self, token: str, *, erase: bool) -> View | None:
        """Ends the session at the participant's wish; None if the token belongs to none.

        A session that has ended can still be erased; without `erase` it stays as it ended.
        """

        def leave(record: Record) -> View | None:
            participant = record.participant_by_token_hash(token_hash(token))
            if participant is None:
                return self._farewell(record, token)
            served = self._served.of(record, participant)
            withdrawn = record.withdraw(participant, erase=erase, now=self._clock())
            if erase:
                return early_end(served, participant, "withdrawn_erased")
            return current_screen(record, served, withdrawn)

        return self._database.write(leave)

    def image(self, token: str, file: str) -> tuple[bytes, str] | None:
        """Bytes and SHA-256 of an image of this study, for its participants only; None if there is none."""

        def look(record: Record) -> tuple[bytes, str] | None:
            participant = record.participant_by_token_hash(token_hash(token))
            if participant is not None:
                return self._served.picture(record, self._served.of(record, participant), file)
            erased = record.was_erased(token_hash(token))  # the debrief of an erased session still shows its cases
            return self._served.picture(record, self._served.newest(record), file) if erased else None

        return self._database.read(look)

    def _new_token(self) -> str:
        return token_of(self._entropy)

    def _sweep(self, now: datetime) -> None:
        """Ends the sessions of those who never came back, at most once an hour in this process."""
        if self._mode != "bot" and (self._swept is None or now - self._swept > SWEEP_EVERY):
            end_absent_sessions(self._database, self._study.protocol.id, now)
            self._swept = now

    def _welcome(self, record: Record, participant: ParticipantRow, now: datetime) -> View:
        served = self._served.of(record, participant)
        returned = come_back(record, served, participant, self._new_token, now)
        return current_screen(record, served, returned)

    def _strange_page(self, record: Record, token: str) -> Outcome:
        """A submit for a page that the holder of the token never had."""
        participant = record.participant_by_token_hash(token_hash(token))
        if participant is not None:
            keep_refusal(record, participant, None, "page", self._clock())
            return Outcome("unknown", None)
        farewell = self._farewell(record, token)
        return Outcome("unknown" if farewell is None else "gone", farewell)

    def _farewell(self, record: Record, token: str) -> View | None:
        """What the holder of an erased session's token sees; None if there never was such a session."""
        if not record.was_erased(token_hash(token)):
            return None
        return end_view(self._study, "withdrawn_erased", self._study.protocol.languages[0])

    def _known(self, record: Record, newest: ServedVersion, recruitment: tuple[str, str]) -> ParticipantRow | None:
        """Whoever came with that recruitment id before: live, on any version of the study."""
        versions = [newest.version_id]
        if self._mode == "live":
            versions = [version.id for version in reversed(record.versions(self._study.protocol.id))]
        for version_id in versions:
            person = record.participant_by_external(version_id, *recruitment)
            if person is not None and (version_id == newest.version_id or person.mode == self._mode):
                return person
        return None

    def _entrance(self, record: Record, newest: ServedVersion) -> End | None:
        """Why nobody can start now; None if anyone can."""
        if self._mode != "live":
            return None
        version = record.version(newest.version_id)
        if version.state in {"paused", "closed"}:
            return "paused" if version.state == "paused" else "closed"
        return None if record.has_place(version.id, self._mode, newest.study) else "full"


def _language(study: Study, wished: str | None) -> str:
    """The wished language if the study offers it, else its first one."""
    offered = study.protocol.languages
    for language in (wished or "", (wished or "").split("-")[0]):
        if language in offered:
            return language
    return offered[0]
