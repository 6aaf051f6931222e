"""Studies, their frozen versions, who did what in the console, and who may."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables._base import Base, one_of

VERSION_STATES = ("draft", "pilot", "live", "paused", "closed")
"""States of a version; only `live` takes live participants."""
ROLES = ("researcher", "analyst")
"""Roles of console users."""


class Studies(Base):
    """One row a study."""

    __tablename__ = "studies"

    id: Mapped[str] = mapped_column(primary_key=True, comment="Name of the study's folder.")
    created_at: Mapped[datetime] = mapped_column(comment="When the study was first registered.")


class Versions(Base):
    """One row a frozen version: protocol, instruments, texts and manifest as they were, never changed afterwards."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        UniqueConstraint("study_id", "fingerprint"),
        CheckConstraint(one_of("state", VERSION_STATES), "state"),
        CheckConstraint("state NOT IN ('live', 'paused') OR secret IS NOT NULL", "live_has_secret"),
        CheckConstraint("revealed_at IS NULL OR state = 'closed'", "revealed_is_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Row.")
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id"), comment="Study.")
    number: Mapped[int] = mapped_column(comment="Number within the study, from 1.")
    fingerprint: Mapped[str] = mapped_column(comment="SHA-256 of the payload, 64 hex digits.")
    payload: Mapped[dict[str, Any]] = mapped_column(comment="Protocol, instruments, texts and manifest as JSON.")
    state: Mapped[str] = mapped_column(comment="draft, pilot, live, paused or closed.")
    seed: Mapped[int] = mapped_column(BigInteger, comment="Allocation seed of pilot and bot sessions.")
    secret: Mapped[bytes | None] = mapped_column(comment="Allocation secret of live sessions, 256 random bits.")
    secret_commitment: Mapped[str | None] = mapped_column(comment="SHA-256 of the secret, published at launch.")
    runtime: Mapped[str] = mapped_column(comment="SHA-256 over app version and dependency lock; empty if not known.")
    registered_at: Mapped[datetime] = mapped_column(comment="When this version was last served.")
    launched_at: Mapped[datetime | None] = mapped_column(comment="When it went live.")
    closed_at: Mapped[datetime | None] = mapped_column(comment="When recruitment ended for good.")
    unblinded_at: Mapped[datetime | None] = mapped_column(comment="When conditions were revealed.")
    revealed_at: Mapped[datetime | None] = mapped_column(
        comment="When the allocation secret was revealed; never before the version is closed."
    )


class StimulusFiles(Base):
    """One row a picture that any version shows, known by its content and shared between versions. Append-only."""

    __tablename__ = "stimulus_files"

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the content, 64 hex digits.")
    content: Mapped[bytes] = mapped_column(comment="The file, byte for byte.")


class Runtimes(Base):
    """One row a software environment in which sessions were ever served. Append-only."""

    __tablename__ = "runtimes"

    hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 over the packages, 64 hex digits.")
    packages: Mapped[list[str]] = mapped_column(comment="The app and every installed package as name==version.")
    first_used_at: Mapped[datetime] = mapped_column(comment="When sessions were first served in it.")


class AuditLog(Base):
    """One row an action of a researcher or of the command line. Append-only."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True, comment="Row.")
    at: Mapped[datetime] = mapped_column(comment="When.")
    actor: Mapped[str] = mapped_column(comment="Console user, `command line`, or `participant`.")
    action: Mapped[str] = mapped_column(comment="What: launch, pause, close, unblind, export, erase, …")
    detail: Mapped[dict[str, Any]] = mapped_column(comment="Particulars; never an answer or a recruitment id.")


class ConsoleUsers(Base):
    """One row a console account."""

    __tablename__ = "console_users"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), "role"),)

    name: Mapped[str] = mapped_column(primary_key=True, comment="Login name.")
    role: Mapped[str] = mapped_column(comment="researcher or analyst.")
    password_hash: Mapped[str] = mapped_column(comment="argon2id with its parameters and salt.")
    failed_attempts: Mapped[int] = mapped_column(comment="Wrong passwords since the last right one.")
    locked_until: Mapped[datetime | None] = mapped_column(comment="No login before.")
    created_at: Mapped[datetime] = mapped_column(comment="When the account was made.")


class StorageChecks(Base):
    """One row, counted up by every test that the database can be written."""

    __tablename__ = "storage_checks"

    id: Mapped[int] = mapped_column(primary_key=True, comment="Always 1.")
    number: Mapped[int] = mapped_column(comment="Checks that were committed.")
