"""A simulation: N bots, one after the other, through the real flow into the real record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from db import Database, status_counts
from protocols import Item, LikertItem, Study
from study_app.bots._bot import Bot
from study_app.bots._clock import SimulatedClock
from study_app.bots._effects import Effects, TrueEffect, World, describe, true_effects
from study_app.bots._persona import Persona
from study_app.bots._respondent import Respondent
from study_app.bots._temper import Temper
from study_app.flow import SessionFlow


class SimulationError(Exception):
    """The database already holds simulated sessions of this version, whose true effects would be mixed up with new ones."""


@dataclass(frozen=True)
class SimulationSummary:
    """What was simulated."""

    participants: int
    """Bots that arrived."""
    endings: dict[str, int]
    """Bots by the title of their last screen."""
    true_effects: tuple[TrueEffect, ...]
    """What the stated effects amount to in the report."""


def simulate(
    database: Database,
    study: Study,
    *,
    participants: int,
    seed: int,
    effects: Effects,
    temper: Temper,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> SimulationSummary:
    """Lets bots live through the study in bot mode; equal arguments give equal records.

    `SimulationError` if bots lived through this version in this database before.
    """
    rng = np.random.default_rng(seed)
    clock = SimulatedClock()
    version = database.write(lambda record: record.register_version(study, mode="bot", now=clock()))
    held = database.read(lambda record: sum(status_counts(record, version.id, "bot").values()))
    if held:
        raise SimulationError(
            f"This database already holds {held} simulated sessions of this version. Simulate into a database of its "
            "own, for example with STUDY_DATABASE_URL=sqlite:///data/simulation.sqlite3."
        )
    flow = SessionFlow(database, version, study, mode="bot", clock=clock, entropy=random_bytes(study, rng))
    world = draw_world(study, rng)
    items = {item.id: item for item in all_items(study)}
    compared = len(study.protocol.design.conditions) > 1
    truths = true_effects(effects, world, _points(study)) if compared else ()
    _declare(database, study, clock, participants, seed, effects, temper, truths)
    endings: Counter[str] = Counter()
    for done in range(participants):
        clock.advance(float(rng.exponential(600)))
        persona = Persona.draw(effects, world, np.random.default_rng(rng.integers(2**63)), temper.careless)
        endings[Bot(flow, Respondent(study, items, persona, temper.prefer_not), temper, clock).run()] += 1
        on_progress(done + 1)
    return SimulationSummary(participants, dict(endings), truths)


def random_bytes(study: Study, rng: np.random.Generator) -> Callable[[int], bytes]:
    """Random bytes that belong to the study: with one seed, two studies in one database would draw the same tokens."""
    key = bytes.fromhex(study.fingerprint)

    def draw(size: int) -> bytes:
        lengths = (*[blake2b.MAX_DIGEST_SIZE] * (size // blake2b.MAX_DIGEST_SIZE), size % blake2b.MAX_DIGEST_SIZE)
        return b"".join(
            blake2b(rng.bytes(length), key=key, digest_size=length).digest() for length in lengths if length
        )

    return draw


def all_items(study: Study) -> Iterator[Item]:
    """Every item of a study: of its instruments, and those of one page alone."""
    for instrument in study.instruments.values():
        yield from instrument.items
    flow = study.protocol.flow
    for page in (*flow.before, *flow.period, *flow.after, *study.protocol.trial.steps):
        yield from (ask.item for ask in page.ask if ask.item is not None)


def draw_world(study: Study, rng: np.random.Generator) -> World:
    """Cases with effects of their own."""
    cases = {case: float(rng.normal()) for cases in study.protocol.design.case_sets.values() for case in cases}
    return World(cases, {case: study.stimuli.case(case).ai_correct for case in cases})


def _points(study: Study) -> dict[str, int]:
    """Length of the rating scale behind each outcome of the study that bots have a true effect on."""
    found: dict[str, int] = {}
    for instrument in study.instruments.values():
        for item in instrument.items:
            if isinstance(item, LikertItem):
                points = item.points or (instrument.scale.points if instrument.scale else 0)
                found[item.id] = points
    rated = ("perceived_comprehension", "trust")
    outcomes = {outcome.id: outcome for outcome in study.protocol.analysis.outcomes if outcome.id in rated}
    return {name: found[outcome.items[0]] for name, outcome in outcomes.items()}


def _declare(
    database: Database,
    study: Study,
    clock: SimulatedClock,
    participants: int,
    seed: int,
    effects: Effects,
    temper: Temper,
    truths: tuple[TrueEffect, ...],
) -> None:
    """Writes into the audit log what is about to be simulated, so that every export can say it."""
    detail: dict[str, Any] = {
        "study": study.protocol.id,
        "participants": participants,
        "seed": seed,
        "effects": describe(effects),
        "temper": asdict(temper),
        "true_effects": [asdict(truth) for truth in truths],
    }
    database.write(lambda record: record.audit("simulate", "simulation", detail, now=clock()))
