"""JSON Schemas of everything that a researcher writes, for editors that complete and check while one types."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from protocols._instrument import Instrument
from protocols._protocol import Protocol
from protocols._stimuli import StimulusSet

MODELS: dict[str, type[BaseModel]] = {"protocol": Protocol, "instrument": Instrument, "stimulus_set": StimulusSet}
"""The files a researcher writes, by the name of their schema."""


def schema_files() -> dict[str, str]:
    """Content of each schema file, by file name."""
    return {f"{name}.schema.json": _schema(model) for name, model in MODELS.items()}


def write_schemas(folder: Path) -> None:
    """Write `protocol.schema.json`, `instrument.schema.json` and `stimulus_set.schema.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schema_files().items():
        (folder / name).write_text(content, encoding="utf-8")


def _schema(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
