"""A small made-up study and its export: twelve cases, two conditions, known effects, for the tests of the analysis."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import TABLES, Dataset
from protocols import Study, canonical_json, sequences

CASES = [f"case_{number:02d}" for number in range(1, 13)]
WRONG = {"case_02", "case_05", "case_08", "case_11"}
SEVEN = ["Not at all", "Very little", "Little", "Somewhat", "Much", "Very much", "Completely"]
FIVE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def _likert(name: str, prompt: str, **more: Any) -> dict[str, Any]:
    return {"type": "likert", "id": name, "prompt": prompt, **more}


INSTRUMENTS: dict[str, Any] = {
    "case_ratings": {
        "title": "Ratings of a case",
        "version": "1",
        "scale": {"points": 5, "labels": FIVE},
        "items": [
            _likert("comp_1", "I understand why the AI gave this answer."),
            _likert("comp_2", "I could explain the AI’s answer to someone else."),
            _likert("comp_3", "It remains unclear to me what the AI saw in the photo.", reverse=True),
            _likert("trust_1", "I trust this answer."),
        ],
    },
    "s_tias": {
        "title": "Short Trust in Automation Scale",
        "version": "2025",
        "scale": {"points": 7, "labels": SEVEN},
        "items": [
            _likert("stias_1", "I am confident in the assistant."),
            _likert("stias_2", "The assistant is reliable."),
            _likert("stias_3", "I can trust the assistant."),
            _likert("attention", "Please choose “Little”.", instructed=3),
        ],
        "scores": [
            {"id": "s_tias", "title": "S-TIAS", "items": ["stias_1", "stias_2", "stias_3"], "min_answered": 0.66}
        ],
        "reliability": "alpha .97",
    },
    "umux_lite": {
        "title": "UMUX-Lite",
        "version": "2013",
        "scale": {"points": 7, "labels": ["Strongly disagree", "Strongly agree"]},
        "items": [_likert("umux_1", "The capabilities meet my requirements."), _likert("umux_2", "It is easy to use.")],
        "scores": [{"id": "umux_lite", "title": "UMUX-Lite", "items": ["umux_1", "umux_2"], "range": [0, 100]}],
    },
    "tia_propensity": {
        "title": "Propensity to trust",
        "version": "2019",
        "scale": {"points": 5, "labels": FIVE},
        "items": [
            _likert("tia_1", "One should be careful with unfamiliar automated systems.", reverse=True),
            _likert("tia_2", "I rather trust a system than mistrust it."),
            _likert("tia_3", "Automated systems generally work well."),
        ],
        "scores": [{"id": "propensity", "title": "Propensity to trust", "items": ["tia_1", "tia_2", "tia_3"]}],
    },
}


def _image(number: int, depicts: str) -> dict[str, Any]:
    return {
        "file": f"images/{number:016x}.webp",
        "sha256": f"{number:064x}",
        "width": 512,
        "height": 512,
        "depicts": depicts,
        "skin_type": "III",
        "origin": "drawn",
        "licence": "CC0-1.0",
        "source": "Made for this test.",
    }


def _case(number: int, name: str) -> dict[str, Any]:
    named = "eczema" if name in WRONG else "psoriasis"
    return {
        "id": name,
        "photo": _image(number, "psoriasis"),
        "truth": "psoriasis",
        "skin_type": "III",
        "answer": {"diagnosis": named, "text": "Words.", "model": "recorded"},
        "ai_correct": name not in WRONG,
        "references": [_image(100 + number, named)],
        "options": ["psoriasis", "eczema", "naevus", "acne"],
        "keyed": [
            {
                "id": f"keyed_{number}",
                "prompt": "What would the AI say about scaling?",
                "options": [{"id": "a", "label": "This"}, {"id": "b", "label": "That"}, {"id": "c", "label": "Other"}],
                "key": "a",
                "rationale": "It said so.",
            }
        ],
    }


def _single(name: str, prompt: str, **options: str) -> dict[str, Any]:
    listed = [{"value": value, "label": label} for value, label in options.items()]
    return {"item": {"type": "single", "id": name, "prompt": prompt, "options": listed}}


ANALYSIS: dict[str, Any] = {
    "reference": "text",
    "seed": 5,
    "resamples": 400,
    "outcomes": [
        {
            "id": "perceived_comprehension",
            "title": "Perceived comprehension",
            "items": ["comp_1", "comp_2", "comp_3"],
            "unit": "points (1-5)",
            "range": [1, 5],
        },
        {"id": "trust", "title": "Trust in the answer", "items": ["trust_1"], "unit": "points (1-5)", "range": [1, 5]},
        {"id": "keyed_correct", "title": "Keyed questions correct", "measure": "keyed_correct", "unit": "share"},
        {
            "id": "over_reliance",
            "title": "Over-reliance",
            "measure": "over_reliance",
            "unit": "share",
            "higher_is": "worse",
        },
        {"id": "final_accuracy", "title": "Final accuracy", "measure": "final_accuracy", "unit": "share"},
        {"id": "s_tias", "title": "Trust in the assistant (S-TIAS)", "score": "s_tias", "unit": "points (1-7)"},
        {"id": "duration", "title": "Time per case", "measure": "duration", "unit": "seconds", "higher_is": "neither"},
    ],
    "hypotheses": [
        {
            "id": "h1",
            "statement": "Perceived comprehension is higher with reference images than with text alone.",
            "outcome": "perceived_comprehension",
            "treatment": "images",
            "family": "primary",
            "smallest_effect": 0.2,
        },
        {
            "id": "h2",
            "statement": "Trust differs between reference images and text alone.",
            "outcome": "trust",
            "treatment": "images",
            "family": "primary",
            "smallest_effect": 0.2,
        },
        {
            "id": "h3",
            "statement": "Reference images raise trust more when the AI is right than when it is wrong.",
            "outcome": "trust",
            "contrast": "condition:ai_correct",
            "treatment": "images",
            "family": "primary",
            "smallest_effect": 0.3,
        },
        {
            "id": "s1",
            "statement": "More keyed questions are answered correctly with reference images.",
            "outcome": "keyed_correct",
            "treatment": "images",
            "family": "secondary",
        },
        {
            "id": "s2",
            "statement": "Over-reliance differs between the conditions.",
            "outcome": "over_reliance",
            "treatment": "images",
            "family": "secondary",
        },
    ],
    "exclusions": [
        {"id": "attention", "rule": "failed_attention_checks", "limit": 2},
        {"id": "speeding", "rule": "too_fast", "limit": 12},
    ],
}


def made_up_study(**analysis: Any) -> Study:
    """The study; keyword arguments replace parts of its analysis plan."""
    rating = {"instrument": "case_ratings"}
    protocol = {
        "id": "made_up",
        "title": "How people use AI answers about skin",
        "description": "Compares text with reference images.",
        "version": "1",
        "contact": {"name": "A", "email": "a@example.org", "institution": "B", "ethics": "not submitted"},
        "design": {
            "kind": "crossover",
            "conditions": [
                {"id": "text", "title": "Text only", "shows": ["answer"]},
                {"id": "images", "title": "Text with images", "shows": ["answer", "references"]},
            ],
            "case_sets": {"a": CASES[:6], "b": CASES[6:]},
            "labels": ["Assistant A", "Assistant B"],
        },
        "allocation": {"block_sizes": [4, 8], "target": 32, "seed": 11},
        "trial": {
            "steps": [
                {
                    "id": "first",
                    "title": "Case",
                    "ask": [
                        {"item": {"type": "judgement", "id": "first_judgement", "prompt": "What is it?"}},
                        {"item": {"type": "confidence", "id": "first_confidence", "prompt": "How sure?"}},
                    ],
                },
                {
                    "id": "final",
                    "title": "Case",
                    "panel": True,
                    "ask": [
                        {"item": {"type": "judgement", "id": "final_judgement", "prompt": "And now?"}},
                        {"item": {"type": "confidence", "id": "final_confidence", "prompt": "How sure now?"}},
                        {"item": {"type": "keyed", "id": "keyed"}},
                        rating,
                    ],
                },
            ]
        },
        "flow": {
            "before": [
                {
                    "kind": "consent",
                    "id": "consent",
                    "title": "Consent",
                    "sheet": "sheet",
                    "agreement": "I agree",
                    "decline": "No",
                },
                {
                    "kind": "questionnaire",
                    "id": "about_you",
                    "title": "You",
                    "ask": [
                        _single("training", "Do you have medical training?", yes="Yes", no="No"),
                        {
                            "item": {
                                "type": "number",
                                "id": "age",
                                "prompt": "How old are you?",
                                "minimum": 18,
                                "maximum": 99,
                            }
                        },
                        {"instrument": "tia_propensity"},
                    ],
                },
            ],
            "period": [
                {"kind": "trials", "id": "cases", "title": "Cases"},
                {
                    "kind": "questionnaire",
                    "id": "after_block",
                    "title": "Trust",
                    "ask": [{"instrument": "s_tias", "items": ["stias_1", "stias_2"]}],
                },
                {
                    "kind": "questionnaire",
                    "id": "after_block_more",
                    "title": "Trust, continued",
                    "ask": [{"instrument": "s_tias", "items": ["stias_3", "attention"]}],
                },
            ],
            "after": [
                {"kind": "questionnaire", "id": "closing", "title": "Overall", "ask": [{"instrument": "umux_lite"}]},
                {"kind": "debrief", "id": "debrief", "title": "Thank you"},
            ],
        },
        "completion": {"code": "DONE1234"},
        "retention": "2030-01-01",
        "analysis": ANALYSIS | analysis,
    }
    instruments = {
        name: {
            "id": name,
            **{key: value for key, value in definition.items() if key != "reliability"},
            "source": {
                "citation": "Made for this test.",
                "licence": "CC0-1.0",
                "reliability": definition.get("reliability"),
            },
        }
        for name, definition in INSTRUMENTS.items()
    }
    stimuli = {
        "id": "made_up",
        "title": "Made-up cases",
        "purpose": "demonstration",
        "licence": "CC0-1.0",
        "authors": ["A"],
        "made_with": "this test",
        "diagnoses": {"psoriasis": "Psoriasis", "eczema": "Eczema", "naevus": "Mole", "acne": "Acne"},
        "cases": [_case(number, name) for number, name in enumerate(CASES, start=1)],
    }
    return Study.from_payload(
        {"protocol": protocol, "instruments": instruments, "texts": {"en": {"sheet": "Words."}}, "stimuli": stimuli}
    )


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
    """Tables of a made-up study, of any design but `within`: ratings are `effect` points higher under `images`; the last participant
    leaves after period 1, if there is a second, and two people never reach allocation."""
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


def made_up(study: Study | None = None, **options: Any) -> Dataset:
    """The dataset of a made-up study."""
    study = study or made_up_study()
    return Dataset.from_frames(made_up_frames(study, **options), study)


SIMULATION = {
    "study": "made_up",
    "participants": 24,
    "seed": 1,
    "effects": {"comprehension": 0.8, "trust": 0.4},
    "true_effects": [
        {"outcome": "perceived_comprehension", "contrast": "condition", "difference": 0.5},
        {"outcome": "trust", "contrast": "condition", "difference": 0.37},
        {"outcome": "trust", "contrast": "condition:ai_correct", "difference": 0.4},
        {"outcome": "keyed_correct", "contrast": "condition", "difference": 0.1},
    ],
}


def write_export(folder: Path, study: Study, frames: dict[str, pd.DataFrame], simulation: Any = SIMULATION) -> Path:
    """Writes the tables as an export folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in frames.items():
        booleans = {
            name: frame[name].map({True: "1", False: "0"}) for name, kind in TABLES[table].items() if kind == "boolean"
        }
        frame.assign(**booleans).to_csv(folder / f"{table}.csv", index=False)
    payload = study.payload()
    digest = sha256(canonical_json(payload)).hexdigest()
    (folder / "protocol.json").write_text(json.dumps(payload | {"fingerprint": digest}), encoding="utf-8")
    if simulation is not None:
        (folder / "simulation.json").write_text(json.dumps(simulation), encoding="utf-8")
    return folder
