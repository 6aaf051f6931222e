"""Participants, and apart from them whatever leads back to a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables._base import MODES, Base, one_of

STATUSES = (
    "invited",
    "screened_out",
    "declined",
    "consented",
    "allocated",
    "active",
    "completed",
    "withdrawn",
    "timed_out",
)
"""Where a participant is; `db.TRANSITIONS` says which way leads where."""


class Participants(Base):
    """One row a participant, in one mode of one version. After erasure: pseudonym, version, mode, status, last period."""

    __tablename__ = "participants"
    __table_args__ = (
        CheckConstraint(one_of("mode", MODES), "mode"),
        CheckConstraint(one_of("status", STATUSES), "status"),
        CheckConstraint(
            "NOT erased OR (status = 'withdrawn' AND token_hash IS NULL AND language IS NULL AND created_at IS NULL)",
            "erased_is_empty",
        ),
        Index("ix_participants_version_id_mode_status", "version_id", "mode", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Row; never exported.")
    pseudonym: Mapped[str] = mapped_column(unique=True, comment="Random name, the `participant` of every table.")
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), comment="Version this session runs on.")
    mode: Mapped[str] = mapped_column(comment="pilot, live or bot.")
    status: Mapped[str] = mapped_column(comment="State of the session.")
    token_hash: Mapped[str | None] = mapped_column(
        unique=True, comment="SHA-256 of the participant's secret token; NULL after erasure."
    )
    language: Mapped[str | None] = mapped_column(comment="BCP 47 tag of the session; NULL after erasure.")
    page_index: Mapped[int] = mapped_column(comment="Index of the current page in the plan, from 0.")
    screen_out_code: Mapped[str | None] = mapped_column(comment="Which rule ended the session.")
    last_period: Mapped[int | None] = mapped_column(comment="Last period reached; written at erasure.")
    created_at: Mapped[datetime | None] = mapped_column(comment="First contact; NULL after erasure.")
    seen_at: Mapped[datetime | None] = mapped_column(comment="Last step forward; NULL after erasure.")
    consented_at: Mapped[datetime | None] = mapped_column(comment="When consent was given; NULL after erasure.")
    allocated_at: Mapped[datetime | None] = mapped_column(comment="When a slot was claimed; NULL after erasure.")
    completed_at: Mapped[datetime | None] = mapped_column(comment="When the last page was saved; NULL after erasure.")
    ended_at: Mapped[datetime | None] = mapped_column(
        comment="When the session ended in any other way; NULL after erasure."
    )
    erased: Mapped[bool] = mapped_column(comment="Whether this person's data were erased.")


class RecruitmentIds(Base):
    """One row a participant who came through a recruitment service. Exported only when asked for."""

    __tablename__ = "recruitment_ids"
    __table_args__ = (UniqueConstraint("version_id", "source", "external_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), primary_key=True, comment="Participant.")
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), comment="Version.")
    source: Mapped[str] = mapped_column(comment="Service: prolific, sona, mturk, …")
    external_id: Mapped[str] = mapped_column(comment="The service's name for the person.")


class ErasedTokens(Base):
    """Hashes of tokens whose owners were erased, tied to nobody, so that an old link says so and starts nothing."""

    __tablename__ = "erased_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of a token.")
