"""Draws: uniform, reproducible, and equal to their definition."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from protocols._draw import Draws


def test_a_draw_is_the_first_eight_bytes_of_the_hash() -> None:
    draws = Draws(b"key", "label")
    drawn = [draws.below(2**64) for _ in range(3)]
    hashes = [hmac.new(b"key", f"label|{number}".encode(), hashlib.sha256).digest() for number in range(3)]
    assert drawn == [int.from_bytes(digest[:8], "big") for digest in hashes]


def test_numbers_above_the_largest_multiple_are_rejected() -> None:
    limit = 2**63 + 1  # just over half of all numbers are kept
    whole, limited = Draws(b"key", "label"), Draws(b"key", "label")
    kept = [number for number in (whole.below(2**64) for _ in range(40)) if number < limit]
    assert 10 < len(kept) < 30
    assert [limited.below(limit) for _ in kept] == kept


@given(st.binary(max_size=40), st.text(max_size=20), st.integers(1, 10**6))
def test_a_draw_stays_below_its_limit(key: bytes, label: str, limit: int) -> None:
    draws = Draws(key, label)
    assert all(0 <= draws.below(limit) < limit for _ in range(5))


@given(st.binary(max_size=40), st.lists(st.integers(), max_size=30))
def test_shuffling_keeps_every_value(key: bytes, values: list[int]) -> None:
    assert Counter(Draws(key, "label").shuffled(values)) == Counter(values)


def test_every_order_is_equally_likely() -> None:
    draws = Draws(b"key", "label")
    counts = Counter(draws.shuffled("abc") for _ in range(6000))
    assert len(counts) == 6
    # chi-squared with 5 degrees of freedom: 20.5 is exceeded once in a thousand keys, and this key is fixed
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 20.5
