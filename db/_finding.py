"""What the audit finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something in the record that cannot be as it was written."""

    table: str
    """Table."""
    row: str
    """Which row: a number of the ledger or chain, a pseudonym, a page."""
    problem: str
    """What disagrees, in a sentence."""
