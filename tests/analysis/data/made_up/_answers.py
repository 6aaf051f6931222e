"""Answers of made-up people, as the tables of an export."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.data import TABLES
from protocols import Study, sequences


class _Recorder:
    """Writes one participant after the other into lists of rows."""

    def __init__(self, study: Study, mode: str) -> None:
        self.study = study
        self.mode = mode
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}

    def respond(self, person: str, page: str, item: str, value: Any, **place: Any) -> None:
        missing = "prefer_not" if value is None else ""
        instrument = next(
            (name for name, known in self.study.instruments.items() if any(entry.id == item for entry in known.items)),
            "",
        )
        self.rows["responses"].append(
            {
                "participant": person,
                "page": page,
                "item": item,
                "instrument": instrument,
                "value": value,
                "missing": missing,
            }
            | place
        )

    def frames(self) -> dict[str, pd.DataFrame]:
        frames = {}
        for table, columns in TABLES.items():
            names = list(columns)
            frames[table] = pd.DataFrame(self.rows[table], columns=names)
        return frames


def made_up_frames(
    study: Study,
    *,
    participants: int = 24,
    seed: int = 1,
    effect: float = 0.5,
    mode: str = "bot",
    last_leaves: bool = True,
) -> dict[str, pd.DataFrame]:
    """Tables of a made-up study, of any design but `within`: ratings are `effect` points higher under `images`.

    The last participant leaves after period 1, if there is a second, and two people never reach allocation.
    """
    rng = np.random.default_rng(seed)
    record = _Recorder(study, mode)
    planned = sequences(study.protocol.design)
    common = {
        "study": study.protocol.id,
        "version": "1",
        "fingerprint": study.fingerprint,
        "mode": mode,
        "language": "en",
    }
    for name, status, code in (("P-declined", "declined", ""), ("P-screened", "screened_out", "AGE")):
        record.rows["participants"].append(
            {"participant": name, "status": status, "screen_out_code": code, "created_at": "2026-11-01T09:00:00Z"}
            | common
        )
    for number in range(participants):
        person = f"P{number:03d}"
        sequence = planned[number % len(planned)]
        leaves = last_leaves and number == participants - 1
        record.rows["participants"].append(
            {
                "participant": person,
                "status": "timed_out" if leaves else "completed",
                "stratum": "all",
                "sequence": sequence.id,
                "created_at": "2026-11-01T10:00:00Z",
                "consented_at": "2026-11-01T10:01:00Z",
                "allocated_at": "2026-11-01T10:05:00Z",
                "completed_at": "" if leaves else "2026-11-01T10:30:00Z",
                "duration_seconds": float(rng.normal(1500, 200)),
                "failed_attention_checks": 2 if number == 0 else 0,
            }
            | common
        )
        record.rows["allocations"].append(
            {
                "row": number + 1,
                "participant": person,
                "stratum": "all",
                "block": number // len(planned) + 1,
                "slot": number + 1,
                "sequence": sequence.id,
                "method": "permuted_blocks",
                "stream_index": number,
                "allocated_at": "2026-11-01T10:05:00Z",
                "fingerprint": study.fingerprint,
                "previous_hash": "0" * 64,
                "hash": f"{number:064x}",
            }
        )
        periods = len(sequence.periods)
        _answer_all(record, person, sequence, rng, effect, 1 if leaves and periods > 1 else periods)
    return record.frames()


def _answer_all(
    record: _Recorder, person: str, sequence: Any, rng: np.random.Generator, effect: float, periods: int
) -> None:
    level = rng.normal(3.0, 0.6)
    effect = rng.normal(effect, 0.7)
    record.respond(person, "about_you", "training", rng.choice(["yes", "no"]))
    record.respond(person, "about_you", "age", int(rng.integers(18, 80)))
    for item in ("tia_1", "tia_2", "tia_3"):
        record.respond(person, "about_you", item, _rating(rng, level, 5, item == "tia_1"))
    position = 0
    for period in sequence.periods[:periods]:
        condition = period.cells[0][1]
        treated = condition == "images"
        for case_set, _ in period.cells:
            for case in record.study.protocol.design.case_sets[case_set]:
                position += 1
                _answer_case(
                    record, person, sequence.id, period.number, position, case, case_set, condition, level, effect, rng
                )
        place = {"period": period.number, "condition": condition}
        for item in ("stias_1", "stias_2", "stias_3"):
            value = None if rng.random() < 0.03 else _rating(rng, level + 1 + effect * treated, 7)
            page = "after_block_more" if item == "stias_3" else "after_block"
            record.respond(person, f"p{period.number}.{page}", item, value, **place)
        record.respond(person, f"p{period.number}.after_block_more", "attention", 3, **place)
    if periods == len(sequence.periods):
        record.respond(person, "closing", "umux_1", _rating(rng, level + 1, 7))
        record.respond(person, "closing", "umux_2", _rating(rng, level + 1, 7))


def _answer_case(
    record: _Recorder,
    person: str,
    sequence: str,
    period: int,
    position: int,
    case: str,
    case_set: str,
    condition: str,
    level: float,
    effect: float,
    rng: np.random.Generator,
) -> None:
    study = record.study
    known = study.stimuli.case(case)
    treated = condition == "images"
    first = str(rng.choice(known.options))
    final = known.answer.diagnosis if rng.random() < 0.6 else first
    keyed = "a" if rng.random() < 0.55 + 0.1 * treated else "b"
    place = {"period": period, "position": position, "case": case, "condition": condition}
    page = f"p{period}.t{position:02d}"
    record.respond(person, f"{page}.first", "first_judgement", first, **place)
    record.respond(person, f"{page}.final", "final_judgement", final, **place)
    record.respond(person, f"{page}.final", "keyed", keyed, **place)
    for item in ("comp_1", "comp_2", "comp_3"):
        record.respond(
            person, f"{page}.final", item, _rating(rng, level + effect * treated, 5, item == "comp_3"), **place
        )
    trust = level + effect * treated * (1 if known.ai_correct else 0.2) - 0.3 * (not known.ai_correct)
    record.respond(person, f"{page}.final", "trust_1", _rating(rng, trust, 5), **place)
    record.rows["trials"].append(
        {
            "participant": person,
            "sequence": sequence,
            "period": period,
            "position": position,
            "case": case,
            "case_set": case_set,
            "condition": condition,
            "label": f"Assistant {'ABC'[period - 1]}",
            "skin_type": known.skin_type,
            "truth": known.truth,
            "ai_answer": known.answer.diagnosis,
            "ai_correct": known.ai_correct,
            "first_judgement": first,
            "first_confidence": 50,
            "first_correct": first == known.truth,
            "final_judgement": final,
            "final_confidence": 60,
            "final_correct": final == known.truth,
            "keyed_question": known.keyed[0].id,
            "keyed_answer": keyed,
            "keyed_correct": keyed == "a",
            "duration_seconds": float(rng.gamma(20, 2) + 2 * treated),
        }
    )


def _rating(rng: np.random.Generator, level: float, points: int, reverse: bool = False) -> int:
    value = int(np.clip(round(rng.normal(level, 0.9)), 1, points))
    return points + 1 - value if reverse else value
