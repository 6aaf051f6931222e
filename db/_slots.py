"""Which slot comes next: the version's secret or seed, and the pure allocation lists of `protocols`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from db._versions import VersionRow
from protocols import Slot, Study, permuted_blocks, sequences, simple, slot_at


def allocation_secret(version: VersionRow, mode: str) -> bytes:
    """The key of all random numbers of a mode's sessions, 32 bytes.

    Live: the secret made at launch. Pilot and bot: SHA-256 of `seed|<seed>`, which anyone may repeat.
    `ValueError` for live sessions of a version that was never launched.
    """
    if mode != "live":
        return hashlib.sha256(f"seed|{version.seed}".encode()).digest()
    if version.secret is None:
        raise ValueError(f"version {version.number} of {version.study_id} was never launched")
    return version.secret


def slot_for(version: VersionRow, mode: str, study: Study, stratum: str, index: int) -> Slot:
    """The slot at that index, from 0, of a stratum's list."""
    secret, names = allocation_secret(version, mode), _sequence_names(study)
    return slot_at(secret, stratum, index, names, study.protocol.allocation)


def slots_of(version: VersionRow, mode: str, study: Study, stratum: str) -> Iterator[Slot]:
    """The whole list of a stratum, without end."""
    secret, names, allocation = allocation_secret(version, mode), _sequence_names(study), study.protocol.allocation
    if allocation.method == "simple":
        return simple(secret, stratum, names)
    return permuted_blocks(secret, stratum, names, allocation.block_sizes)


def nonce_of(version: VersionRow, mode: str, number: int) -> str:
    """The nonce of a row of the ledger: the first 16 bytes of HMAC-SHA256(secret, `nonce|<number>`), 32 hex digits."""
    secret = allocation_secret(version, mode)
    return hmac.new(secret, f"nonce|{number}".encode(), hashlib.sha256).hexdigest()[:32]


def _sequence_names(study: Study) -> tuple[str, ...]:
    return tuple(sequence.id for sequence in sequences(study.protocol.design))
