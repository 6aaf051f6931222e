"""Which slot comes next: the version's secret or seed, and the pure allocation list of `protocols`."""

from __future__ import annotations

import hashlib

from db._versions import VersionRow
from protocols import Study
from protocols._allocation import Slot, slot_at
from protocols._sequences import sequences


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
    names = tuple(sequence.id for sequence in sequences(study.protocol.design))
    return slot_at(allocation_secret(version, mode), stratum, index, names, study.protocol.allocation)
