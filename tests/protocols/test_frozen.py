"""A version frozen long ago can be shown again: its payload loads, and gives the pages that it gave."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from protocols import Study, canonical_json, plan, sequences

FROZEN = Path(__file__).parent / "data" / "frozen"
"""The built-in study as it was frozen on 21 November 2026, and its plans under that seed. Never to be written anew."""
FINGERPRINT = "cb56952b13218d6a79be77cde2763ebbc0832573d817b428c6e4ca99e9a17d05"
SEED = bytes(range(32))


@pytest.fixture(scope="module")
def payload() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FROZEN / "payload.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def study(payload: dict[str, Any]) -> Study:
    return Study.from_payload(payload)


def test_the_payload_is_the_one_that_was_frozen(payload: dict[str, Any]) -> None:
    assert hashlib.sha256(canonical_json(payload)).hexdigest() == FINGERPRINT


def test_it_still_says_all_that_it_said(payload: dict[str, Any], study: Study) -> None:
    """Newer software may add fields with defaults, and may neither drop nor change what was there."""
    assert _lost(payload, study.payload()) == []


def test_it_plans_the_same_pages_for_every_sequence(study: Study) -> None:
    drawn = {sequence.id: plan(study, sequence, SEED) for sequence in sequences(study.protocol.design)}
    expected = json.loads((FROZEN / "plans.json").read_text(encoding="utf-8"))
    assert drawn.keys() == expected.keys()
    for name, planned in drawn.items():
        assert _lost(expected[name], json.loads(canonical_json(asdict(planned)))) == []


def _lost(before: Any, now: Any, place: str = "") -> list[str]:
    """Places whose value is not there any more, or another one."""
    if isinstance(before, dict) and isinstance(now, dict):
        return [lost for key, value in before.items() for lost in _lost(value, now.get(key), f"{place}.{key}")]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [lost for n, value in enumerate(before) for lost in _lost(value, now[n], f"{place}[{n}]")]
    return [] if before == now else [place]
