"""What participants were shown and what they sent: pages, responses, the chain over them, timings, events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables._base import MODES, Base, Json, one_of

MISSING = ("", "prefer_not", "not_shown", "skipped", "purged")
"""Why a response has no value; empty if it has one, or if an optional item was left empty."""


class Pages(Base):
    """One row a page that a participant opened."""

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("participant_id", "page_id"),
        UniqueConstraint("participant_id", "page_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Row.")
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), comment="Participant.")
    page_index: Mapped[int] = mapped_column(comment="Index in the plan, from 0.")
    page_id: Mapped[str] = mapped_column(comment="Page of the plan: `consent`, `p2.t08.final`.")
    token: Mapped[str] = mapped_column(unique=True, comment="Random page token that a submit must carry.")
    previous_token: Mapped[str | None] = mapped_column(
        unique=True, comment="Token of the try before, or of the page left before the period began again."
    )
    opened_at: Mapped[datetime] = mapped_column(comment="When it was first shown.")
    submitted_at: Mapped[datetime | None] = mapped_column(comment="When it was saved; NULL while it is open.")
    body_digest: Mapped[str | None] = mapped_column(comment="SHA-256 of the last body, to know it when it comes again.")
    attempts: Mapped[int] = mapped_column(comment="Failed tries of a comprehension check.")
    runtime: Mapped[str | None] = mapped_column(comment="Hash of the software that saved it; NULL if not known.")


class Responses(Base):
    """One row an item that was answered, skipped or not shown."""

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(["participant_id", "page_id"], ["pages.participant_id", "pages.page_id"]),
        CheckConstraint(one_of("missing", MISSING), "missing"),
    )

    participant_id: Mapped[int] = mapped_column(primary_key=True, comment="Participant.")
    page_id: Mapped[str] = mapped_column(primary_key=True, comment="Page.")
    item: Mapped[str] = mapped_column(primary_key=True, comment="Item.")
    instrument: Mapped[str | None] = mapped_column(comment="Instrument; NULL for an item of the page alone.")
    value: Mapped[Any | None] = mapped_column(Json(), comment="Answer as JSON: a word, a number, or a list of words.")
    missing: Mapped[str] = mapped_column(
        comment="prefer_not, not_shown, skipped (with its case), purged (at the end of retention), or empty."
    )
    item_position: Mapped[int] = mapped_column(comment="Position on the page, from 1.")
    option_order: Mapped[list[str] | None] = mapped_column(comment="Options in the order shown.")
    first_answer_ms: Mapped[int | None] = mapped_column(comment="Milliseconds from shown to first answer.")
    changes: Mapped[int] = mapped_column(comment="Changes after the first answer.")
    answered_at: Mapped[datetime] = mapped_column(comment="When it was saved.")
    salt: Mapped[str] = mapped_column(comment="128 random bits, 32 hex digits; empty once purged.")
    digest: Mapped[str] = mapped_column(comment="SHA-256 over salt and row.")


class AnswerChain(Base):
    """One row a page whose answers were ever saved; valid without them. Append-only, hash-chained."""

    __tablename__ = "answer_chain"
    __table_args__ = (CheckConstraint(one_of("mode", MODES), "mode"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True, comment="Version.")
    mode: Mapped[str] = mapped_column(primary_key=True, comment="pilot, live or bot.")
    number: Mapped[int] = mapped_column(
        primary_key=True, comment="Number in the chain of this version and mode, from 1."
    )
    digest: Mapped[str] = mapped_column(comment="SHA-256 over the digests of the page's responses.")
    previous_hash: Mapped[str] = mapped_column(comment="Hash of the row before; of the first row, the fingerprint.")
    hash: Mapped[str] = mapped_column(comment="SHA-256 over digest and previous hash.")


class Timings(Base):
    """One row a duration that the participant's browser measured on a page."""

    __tablename__ = "timings"
    __table_args__ = (CheckConstraint(one_of("kind", ("page", "image", "item")), "kind"), {"sqlite_with_rowid": False})

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), primary_key=True, comment="Participant.")
    page_id: Mapped[str] = mapped_column(primary_key=True, comment="Page.")
    kind: Mapped[str] = mapped_column(primary_key=True, comment="page, image or item.")
    key: Mapped[str] = mapped_column(primary_key=True, comment="Image or item; empty for the page.")
    measure: Mapped[str] = mapped_column(
        primary_key=True, comment="What was measured: duration, hidden, visible, first_answer, …"
    )
    milliseconds: Mapped[float] = mapped_column(comment="Duration in milliseconds.")


class Events(Base):
    """One row something that happened in the browser or to a session."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_participant_id", "participant_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="Row.")
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), comment="Participant.")
    page_id: Mapped[str | None] = mapped_column(comment="Page, if the event belongs to one.")
    kind: Mapped[str] = mapped_column(comment="What happened: restarted, hidden, refused_submit, …")
    client_ms: Mapped[float | None] = mapped_column(comment="Milliseconds since the page was shown, browser's clock.")
    server_time: Mapped[datetime] = mapped_column(comment="When the server learnt of it.")
    detail: Mapped[dict[str, Any]] = mapped_column(comment="Particulars.")
