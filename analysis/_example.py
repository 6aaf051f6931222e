"""Made-up answers to the built-in study, for examples that need data of people."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError
from analysis.data import TABLES, Dataset
from analysis.scoring import AskedItem, asked_items
from protocols import Case, LikertItem, SingleItem, Study, load_study, sequences, stratum_of

NOISE = 1 / 12
"""Scale of the logistic noise of a rating, as a share of the range of its scale."""
BETTER = 0.6
"""Points of a five-point scale that people rate higher under another condition than the reference."""

Row = dict[str, Any]


def example_dataset(participants: int = 8, seed: int = 1) -> Dataset:
    """A dataset of the built-in study with made-up answers, small and the same everywhere: to try a function on, no evidence.

    Participants are given the sequences in turn and answer everything. A rating is the person's level, 0.6 of a point higher
    under any condition but the reference, plus logistic noise, rounded to the scale. In six cases of ten the final judgement is the
    AI's answer, otherwise the first one, which is drawn from all options.

    Parameters
    ----------
    participants
        How many, one at least; `AnalysisError` for fewer.
    seed
        Equal seeds give equal answers, others other people (`P1-000`, `P2-000`).

    Examples
    --------
    >>> dataset = example_dataset(participants=4)
    >>> len(dataset.allocations), len(dataset.trials), dataset.mode
    (4, 48, 'bot')
    """
    if participants < 1:
        raise AnalysisError(f"{participants} participants: give at least 1.")
    study, rng = _study(), np.random.default_rng(seed)
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    for number in range(participants):
        for table, row in _taking_part(study, f"P{seed}-{number:03d}", number, rng):
            rows[table].append(row)
    frames = {table: pd.DataFrame(rows[table]).reindex(columns=list(columns)) for table, columns in TABLES.items()}
    return Dataset.from_frames(frames, study)


@cache
def _study() -> Study:
    return load_study("skingen")


def _taking_part(study: Study, person: str, number: int, rng: np.random.Generator) -> Iterator[tuple[str, Row]]:
    """Everything that one person leaves behind, as tables and their rows."""
    planned, known = sequences(study.protocol.design), asked_items(study)
    sequence, level = planned[number % len(planned)], rng.uniform(0.4, 0.8)
    before = [_answer(item, level, rng) | {"participant": person, "page": "before"} for item in _of(known, "before")]
    chosen = {str(row["item"]): str(row["value"]) for row in before}
    stratum = stratum_of(study, chosen)
    place = {"participant": person, "stratum": stratum, "sequence": sequence.id, "fingerprint": study.fingerprint}
    session: Row = {
        "study": study.protocol.id,
        "version": study.protocol.version,
        "mode": "bot",
        "status": "completed",
        "language": "en",
        "duration_seconds": round(1200 + 600 * rng.random(), 1),
        "failed_attention_checks": 0,
    }
    yield "participants", place | session
    block, slot = divmod(number, len(planned))
    method = study.protocol.allocation.method
    yield "allocations", place | {"row": number + 1, "block": block + 1, "slot": slot + 1, "method": method}
    yield from (("responses", row) for row in before)
    position = 0
    for period in sequence.periods:
        met = {"participant": person, "period": period.number}
        for case_set, condition in period.cells:
            lifted = level + (BETTER / 4) * (condition != study.protocol.analysis.reference)
            for name in study.protocol.design.case_sets[case_set]:
                position += 1
                case = next(case for case in study.stimuli.cases if case.id == name)
                trial = met | {"position": position, "case": name, "condition": condition}
                yield "trials", trial | _decided(case, rng) | {"sequence": sequence.id, "case_set": case_set}
                trial["page"] = f"p{period.number}.t{position:02d}"
                yield from (("responses", trial | _answer(item, lifted, rng)) for item in _of(known, "trial"))
            for item in _of(known, "period"):
                asked = _answer(item, lifted, rng) | {"page": f"p{period.number}.after", "condition": condition}
                yield "responses", met | asked
    for item in _of(known, "after"):
        yield "responses", _answer(item, level, rng) | {"participant": person, "page": "after"}


def _of(known: Mapping[str, AskedItem], phase: str) -> Iterator[AskedItem]:
    """Items of a phase that are rated or chosen from; judgements stand in the trials."""
    return (item for item in known.values() if item.phase == phase and isinstance(item.item, LikertItem | SingleItem))


def _answer(known: AskedItem, level: float, rng: np.random.Generator) -> Row:
    """One answer; `level` is where on a scale the person tends to be, 0 its lower end and 1 its upper."""
    item = known.item
    if isinstance(item, SingleItem):
        value: object = item.options[rng.integers(len(item.options))].value
    else:
        low, high = known.bounds or (0.0, 0.0)
        share = min(max(level + rng.logistic(scale=NOISE), 0.0), 1.0)
        value = round(low + (high - low) * (1 - share if known.reversed else share))
    return {"item": item.id, "instrument": known.instrument, "value": str(value)}


def _decided(case: Case, rng: np.random.Generator) -> Row:
    """First and final judgement, the keyed question and the time of one case."""
    first = str(rng.choice(case.options))
    named = case.answer.diagnosis if case.answer else None
    final = named if named and rng.random() < 0.6 else first
    question = case.keyed[0]
    chosen = question.options[rng.integers(len(question.options))].id
    return {
        "skin_type": case.skin_type,
        "truth": case.truth,
        "ai_answer": named,
        "ai_correct": case.ai_correct,
        "first_judgement": first,
        "first_confidence": round(100 * rng.random()),
        "first_correct": first == case.truth,
        "final_judgement": final,
        "final_confidence": round(100 * rng.random()),
        "final_correct": final == case.truth,
        "keyed_question": question.id,
        "keyed_answer": chosen,
        "keyed_correct": chosen == question.key,
        "duration_seconds": round(30 + 40 * rng.random(), 1),
    }
