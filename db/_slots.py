"""The keys of allocation: a version's secret or seed, and the allocator that they feed."""

from __future__ import annotations

import hashlib
import hmac

from db._versions import VersionRow
from protocols import Allocator, Study, sequences


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


def allocator_of(version: VersionRow, mode: str, study: Study) -> Allocator:
    """The rule that gives out the slots of a version's sessions of one mode, before any is taken.

    Targets, quotas and replacement hold in live sessions; pilot and bot sessions never run out of places.
    """
    names = tuple(sequence.id for sequence in sequences(study.protocol.design))
    return Allocator(allocation_secret(version, mode), study.protocol.allocation, names, limited=mode == "live")


def nonce_of(version: VersionRow, mode: str, number: int) -> str:
    """The nonce of a row of the ledger: the first 16 bytes of HMAC-SHA256(secret, `nonce|<number>`), 32 hex digits."""
    secret = allocation_secret(version, mode)
    return hmac.new(secret, f"nonce|{number}".encode(), hashlib.sha256).hexdigest()[:32]
