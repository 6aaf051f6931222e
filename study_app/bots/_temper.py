"""How a bot behaves apart from its opinions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Temper:
    """Probabilities, each from 0 to 1."""

    drop_out: float = 0.0
    """Leaves for good somewhere in the session."""
    careless: float = 0.0
    """Gives the same point everywhere and fails attention checks."""
    double_submit: float = 0.0
    """Sends a page twice."""
    reload: float = 0.0
    """Asks for the session anew before answering a page."""
    skip: float = 0.0
    """Skips a case that can be skipped."""
    prefer_not: float = 0.01
    """Prefers not to answer an item that offers it."""
