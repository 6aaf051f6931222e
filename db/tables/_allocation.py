"""The append-only ledger, the slots that were vacated, and the deletable link from a person to a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables._base import MODES, Base, Json, one_of

CHAINS = ("allocations", "answers")
"""Names of the hash chains."""


class Allocations(Base):
    """The ledger: one row an allocated participant, holding only what may stay for ever. Append-only, hash-chained."""

    __tablename__ = "allocations"
    __table_args__ = (
        UniqueConstraint("version_id", "mode", "number"),
        UniqueConstraint("version_id", "mode", "stratum", "stream_index"),
        CheckConstraint(one_of("mode", MODES), "mode"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Row.")
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), comment="Version.")
    mode: Mapped[str] = mapped_column(comment="pilot, live or bot.")
    number: Mapped[int] = mapped_column(comment="Number in the chain of this version and mode, from 1.")
    pseudonym: Mapped[str] = mapped_column(unique=True, comment="Random name of the participant.")
    at: Mapped[datetime] = mapped_column(comment="When the slot was claimed.")
    stratum: Mapped[str] = mapped_column(comment="Stratum, in coarse levels.")
    block: Mapped[int] = mapped_column(comment="Block of the list, from 1; 0 without blocks.")
    slot: Mapped[int] = mapped_column(comment="Slot of the block, from 1; 0 without blocks.")
    sequence: Mapped[str] = mapped_column(comment="Sequence of conditions.")
    method: Mapped[str] = mapped_column(comment="Allocation method of the protocol.")
    stream_index: Mapped[int | None] = mapped_column(
        comment="Place in the list, from 0; NULL for a slot that replaces another."
    )
    replaces: Mapped[int | None] = mapped_column(comment="Number of the row whose vacated sequence this slot repeats.")
    put_up: Mapped[list[int]] = mapped_column(
        Json(), comment="Numbers of the rows whose vacated slots were put up again with this row, in order of taking."
    )
    fingerprint: Mapped[str] = mapped_column(comment="Fingerprint of the version.")
    nonce: Mapped[str] = mapped_column(comment="128 bits that keep anyone from guessing the sequence from the hash.")
    previous_hash: Mapped[str] = mapped_column(comment="Hash of the row before; of the first row, the fingerprint.")
    hash: Mapped[str] = mapped_column(comment="SHA-256 over this row and the previous hash.")


class Vacancies(Base):
    """One row a slot whose owner left after allocation without failing a check. Append-only."""

    __tablename__ = "vacancies"
    __table_args__ = (CheckConstraint(one_of("mode", MODES), "mode"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True, comment="Version.")
    mode: Mapped[str] = mapped_column(primary_key=True, comment="pilot, live or bot.")
    number: Mapped[int] = mapped_column(primary_key=True, comment="Number of the row in the ledger.")


class AllocationLinks(Base):
    """From a person to a row of the ledger; deleted at erasure."""

    __tablename__ = "allocation_links"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"), primary_key=True, comment="Participant.")
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocations.id"), unique=True, comment="Ledger row.")


class Chains(Base):
    """Head and length of each hash chain: the row that is locked while something is appended."""

    __tablename__ = "chains"
    __table_args__ = (CheckConstraint(one_of("name", CHAINS), "name"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True, comment="Version.")
    mode: Mapped[str] = mapped_column(primary_key=True, comment="pilot, live or bot.")
    name: Mapped[str] = mapped_column(primary_key=True, comment="allocations or answers.")
    length: Mapped[int] = mapped_column(comment="Number of rows.")
    head: Mapped[str] = mapped_column(comment="Hash of the last row; of an empty chain, the fingerprint.")
