"""The linter on allocation: targets and quotas that can be met, settings that have an effect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from protocols import Allocation, ProtocolError, load_study
from tests.protocols.damage import Damage

TRAINING = {"item": "training", "levels": {"none": ["no", "unsure", "prefer_not"], "any": ["yes"]}}
MINIMIZATION = {"method": "minimization", "block_sizes": [], "minimization": {"probability": 0.8}}

CASES = [
    (
        "coin below chance",
        MINIMIZATION | {"minimization": {"probability": 0.25}},
        "error",
        "allocation.minimization.probability",
        "0.25 is no better than chance among 4 sequences",
    ),
    (
        "coin without chance",
        MINIMIZATION | {"minimization": {"probability": 1}},
        "warning",
        "allocation.minimization.probability",
        "knows the next one",
    ),
    (
        "weight without minimization",
        {"strata": [TRAINING | {"weight": 2}]},
        "warning",
        "allocation.strata[0].weight",
        "the weight of `training` has no effect with permuted_blocks",
    ),
    (
        "coin without minimization",
        {"minimization": {"imbalance": "variance"}},
        "warning",
        "allocation.minimization",
        "`minimization` has no effect with permuted_blocks",
    ),
    (
        "blocks without blocks",
        {"method": "simple"},
        "warning",
        "allocation.block_sizes",
        "`block_sizes` have no effect with simple",
    ),
    (
        "factor twice",
        {"strata": [TRAINING, TRAINING]},
        "error",
        "allocation.strata[1].item",
        "`training` is already a factor",
    ),
    (
        "sequences too small",
        {"target_per_sequence": 35},
        "error",
        "allocation.target_per_sequence",
        "4 sequences of at most 35 hold 140 participants, the target is 144",
    ),
    (
        "unknown stratum",
        {"quotas": {"training=none": 50, "training=all": 50}},
        "error",
        "allocation.quotas.training=all",
        "`training=all` is no stratum",
    ),
    (
        "quotas too small",
        {"quotas": {"training=none": 70, "training=any": 70}},
        "error",
        "allocation.quotas",
        "the quotas hold 140 participants, the target is 144",
    ),
    (
        "quota out of reach",
        {"quotas": {"training=none": 145}},
        "warning",
        "allocation.quotas.training=none",
        "a quota of 145 is never reached with a target of 144",
    ),
    (
        "many strata",
        {"block_sizes": [4, 40]},
        "warning",
        "allocation.strata",
        "2 strata with blocks of up to 40 may leave arms unequal with a target of 144",
    ),
    (
        "code in use",
        {"full_code": "DONE-TINY"},
        "error",
        "allocation.full_code",
        "also ends sessions for another reason",
    ),
]


def changing(fields: dict[str, Any]) -> Callable[[Any], None]:
    """A change of the protocol that replaces fields of its allocation."""

    def change(value: Any) -> None:
        value["allocation"].update(fields)
        if fields.get("full_code"):
            value["allocation"]["full_code"] = value["completion"]["code"]

    return change


@pytest.mark.parametrize(
    ("fields", "severity", "path", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_does_not_fit_is_found_at_its_place(
    damaged: Damage, fields: dict[str, Any], severity: str, path: str, reason: str
) -> None:
    found = [finding for finding in damaged("study.yaml", changing(fields)).findings if finding.path == path]
    assert [finding.severity for finding in found] == [severity]
    assert reason in found[0].reason


@pytest.mark.parametrize(
    "fields",
    [
        MINIMIZATION | {"strata": [TRAINING | {"weight": 2}]},
        {"quotas": {"training=none": 72, "training=any": 72}, "target_per_sequence": 36, "vacated": "replace"},
        {"quotas": {"training=none": 20}},
    ],
)
def test_what_fits_is_left_alone(damaged: Damage, fields: dict[str, Any]) -> None:
    report = damaged("study.yaml", changing(fields))
    assert [finding for finding in report.findings if finding.path.startswith("allocation")] == []


def test_minimization_without_factors_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="minimization needs `strata`"):
        Allocation(method="minimization", target=10)


def test_a_study_whose_quotas_cannot_be_met_is_not_loaded(damaged: Damage, folder: Path) -> None:
    damaged("study.yaml", changing({"quotas": {"training=none": 1, "training=any": 1}}))
    with pytest.raises(ProtocolError, match="the quotas hold 2 participants"):
        load_study(folder)
