"""Tokens: 128 random bits that fit an address; the record keeps only the hash of a participant's."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable

Entropy = Callable[[int], bytes]
"""Gives that many random bytes: `secrets.token_bytes`, or a seeded stream for bots."""


def token_of(entropy: Entropy) -> str:
    """A new token."""
    return urlsafe_b64encode(entropy(16)).decode().rstrip("=")


def token_hash(token: str) -> str:
    """SHA-256 of a participant's token, 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()
