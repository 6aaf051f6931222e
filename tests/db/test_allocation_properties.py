"""Any design and allocation, any order of arrivals, drop-outs and withdrawals: the lists are the declared ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from db import (
    AllocationRow,
    Database,
    Record,
    VersionRow,
    allocation_secret,
    balance,
    verify_answers,
    verify_ledger,
)
from protocols import (
    Allocation,
    Allocator,
    Design,
    Study,
    check_codes,
    permuted_blocks,
    sequences,
    simple,
    strata_of,
)
from tests.db.sessions import MINUTE, NOON, answer, join, open_page, salts
from tests.db.small_study import small_study

SECRET = bytes(range(32))
FAILED = "INATTENTIVE"
LEAVING = ("completes", "times out", "is screened out", "fails a check", "stops", "erases")
_numbers = count(1)


def studies() -> st.SearchStrategy[Study]:
    """Small studies of any design and allocation, each under a name of its own."""
    return st.builds(_study, _designs(), st.data())


@st.composite
def _designs(draw: st.DrawFn) -> Design:
    kind, conditions = draw(st.sampled_from(["between", "within", "crossover"])), draw(st.integers(2, 3))
    declared = [{"id": f"c{number}", "title": "C", "shows": ["answer"]} for number in range(conditions)]
    sets = {f"set{number}": [f"case_{number + 1}"] for number in range(conditions)}
    return Design.model_validate({"kind": kind, "conditions": declared, "case_sets": sets})


def _study(design: Design, data: st.DataObject) -> Study:
    """`data` gives the allocation, whose blocks must fit the number of sequences."""
    many, draw = len(sequences(design)), data.draw
    factors = [
        {"item": f"f{number}", "levels": {"low": [1], "high": [2]}, "weight": draw(st.integers(1, 3))}
        for number in range(draw(st.integers(0, 2)))
    ]
    target = draw(st.integers(1, 8))
    fields: dict[str, Any] = {
        "method": draw(st.sampled_from(["permuted_blocks", "simple"] + (["minimization"] if factors else []))),
        "block_sizes": [many * factor for factor in draw(st.lists(st.integers(1, 2), min_size=1, max_size=2))],
        "strata": factors,
        "target": target,
        "vacated": draw(st.sampled_from(["keep", "replace"])),
        "minimization": {"imbalance": draw(st.sampled_from(["range", "variance"]))},
        "target_per_sequence": draw(st.none() | st.just(-(-target // many))),
    }
    allocation = Allocation.model_validate(fields)
    quotas = draw(st.dictionaries(st.sampled_from(strata_of(allocation)), st.integers(1, 10)))
    allocation = allocation.model_copy(update={"quotas": quotas})
    payload = small_study(f"s{next(_numbers)}").payload()
    payload["instruments"]["trust"]["items"][2]["screen_out"] = {"unless": [2], "code": FAILED}
    study = Study.from_payload(payload)
    return replace(study, protocol=study.protocol.model_copy(update={"design": design, "allocation": allocation}))


Steps = list[tuple[int, str, int]]
steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(("stays", *LEAVING)), st.integers(0, 30)), min_size=20, max_size=60
)
"""Arrivals: which stratum, what happens afterwards, and to whom of those who are there."""


def recruit(record: Record, study: Study, mode: str, arrivals: Steps) -> VersionRow:
    """Registers the study and lets people come and leave as told."""
    version = record.register_version(study, mode, NOON, secret=SECRET)
    strata = strata_of(study.protocol.allocation)
    present = []
    for number, (stratum, happening, whom) in enumerate(arrivals):
        now = NOON + number * MINUTE
        newcomer = join(record, version, f"{study.protocol.id}-{number}", mode, now)
        page = open_page(record, newcomer, 0, "screening")
        record.add_answers(page, [answer("training", "yes")], now, salts(newcomer.pseudonym))
        if record.allocate(newcomer, study, strata[stratum % len(strata)], now) is not None:
            present.append(record.participant(newcomer.id))
        if happening != "stays" and present:
            _leave(record, present.pop(whom % len(present)).id, happening, now + timedelta(seconds=1))
    return version


def _leave(record: Record, participant_id: int, happening: str, now: Any) -> None:
    person = record.participant(participant_id)
    if happening == "completes":
        record.set_status(record.set_status(person, "active", now), "completed", now)
    elif happening == "times out":
        record.set_status(person, "timed_out", now)
    elif happening in {"is screened out", "fails a check"}:
        code = FAILED if happening == "fails a check" else "TOO-LATE"
        out = record.set_status(person, "screened_out", now, code=code)
        if now.minute % 2:
            record.withdraw(out, erase=True, now=now)
    else:
        record.withdraw(person, erase=happening == "erases", now=now)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["live", "pilot"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(study=studies(), arrivals=steps)
def test_any_recruitment_can_be_derived_again(database: Database, mode: str, study: Study, arrivals: Steps) -> None:
    version = database.write(lambda record: recruit(record, study, mode, arrivals))
    ledger = database.read(lambda record: record.ledger(version.id, mode))
    allocation = study.protocol.allocation
    event(f"{allocation.method}, {'replaced' if any(row.replaces for row in ledger) else 'none replaced'}")
    assert database.read(lambda record: verify_ledger(record, version, mode, study)) == ()
    assert database.read(lambda record: verify_answers(record, version, mode)) == ()
    assert database.read(lambda record: balance(record, version, mode, study)).in_bounds
    assert [row.taken() for row in ledger] == _replayed(version, mode, study, ledger)
    if mode == "pilot" or allocation.target_per_sequence is None:
        _check_against_the_lists(version, mode, study, ledger)
    _check_limits(allocation, ledger, mode)


def _replayed(version: VersionRow, mode: str, study: Study, ledger: tuple[AllocationRow, ...]) -> list[Any]:
    names = tuple(sequence.id for sequence in sequences(study.protocol.design))
    allocation = study.protocol.allocation
    allocator = Allocator(allocation_secret(version, mode), allocation, names, limited=mode == "live")
    derived = []
    for row in ledger:
        derived.append(allocator.next_slot(row.stratum, row.put_up))
        allocator.take(row.taken())
    return derived


def _check_against_the_lists(version: VersionRow, mode: str, study: Study, ledger: tuple[AllocationRow, ...]) -> None:
    """Where no place is passed over, each stratum took its list from the first place on."""
    allocation, secret = study.protocol.allocation, allocation_secret(version, mode)
    names = tuple(sequence.id for sequence in sequences(study.protocol.design))
    for stratum in strata_of(allocation):
        taken = [row.taken() for row in ledger if row.stratum == stratum and row.replaces is None]
        if allocation.method == "simple":
            assert taken == list(islice(simple(secret, stratum, names), len(taken)))
        elif allocation.method == "permuted_blocks":
            assert taken == list(islice(permuted_blocks(secret, stratum, names, allocation.block_sizes), len(taken)))
            counts = Counter(slot.sequence for slot in taken)
            drawn = [counts[name] for name in names]
            assert max(drawn) - min(drawn) <= max(allocation.block_sizes) // len(names)


def _check_limits(allocation: Allocation, ledger: tuple[AllocationRow, ...], mode: str) -> None:
    replaced = [row.replaces for row in ledger if row.replaces is not None]
    assert len(replaced) == len(set(replaced))
    if mode != "live":
        assert not replaced
        return
    regular = [row for row in ledger if row.replaces is None]
    assert len(regular) <= allocation.target
    in_stratum = Counter(row.stratum for row in regular)
    assert all(in_stratum[stratum] <= quota for stratum, quota in allocation.quotas.items())


def test_a_failed_check_never_vacates_a_slot_even_after_erasure(database: Database, study: Study) -> None:
    payload = study.payload()
    payload["instruments"]["trust"]["items"][2]["screen_out"] = {"unless": [2], "code": FAILED}
    checking = Study.from_payload(payload)
    assert check_codes(checking) == {FAILED}

    def work(record: Record) -> tuple[VersionRow, dict[str, bool]]:
        version = record.register_version(checking, "live", NOON, secret=SECRET)
        vacated = {}
        for number, happening in enumerate(LEAVING, start=1):
            person = join(record, version, happening, "live")
            record.allocate(person, checking, "training=no", NOON)
            _leave(record, person.id, happening, NOON)
            record.withdraw(record.participant(person.id), erase=True, now=NOON)
            vacated[happening] = number in record.vacated(version.id, "live")
        return version, vacated

    version, vacated = database.write(work)
    assert vacated == {
        "completes": False,
        "times out": True,
        "is screened out": True,
        "fails a check": False,
        "stops": True,
        "erases": True,
    }
    assert database.read(lambda record: verify_ledger(record, version, "live", checking)) == ()
