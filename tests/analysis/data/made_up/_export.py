"""The made-up study as a dataset and as the folder of an export."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import TABLES, Dataset
from protocols import Study, canonical_json
from tests.analysis.data.made_up._answers import made_up_frames
from tests.analysis.data.made_up._study import made_up_study


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
