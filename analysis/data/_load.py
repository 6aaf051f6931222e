"""Reads an export folder."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from analysis.data._dataset import Dataset
from analysis.data._schema import TABLES, DataError
from protocols import Study, canonical_json


def load(folder: str | Path) -> Dataset:
    """The data of an export folder, checked against the protocol that lies beside them.

    Parameters
    ----------
    folder
        What `study export` wrote: a CSV file for each table of `TABLES`, `protocol.json`, and `simulation.json` if bots
        made the data.

    `DataError` says which file, column or row is wrong: a file is absent, `protocol.json` does not have the fingerprint
    that it states, a column is absent or holds something else than declared.

    Source: Psych-DS; every file and column is described in docs/data.md.

    Examples
    --------
    >>> load("nowhere")
    Traceback (most recent call last):
    analysis.data._schema.DataError: There is no folder nowhere. Make one with `study export`.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}. Make one with `study export`.")
    record = _json(folder / "protocol.json")
    stated = str(record.pop("fingerprint", ""))
    found = sha256(canonical_json(record)).hexdigest()
    if stated != found:
        raise DataError(
            f"{folder / 'protocol.json'} states fingerprint {stated[:12] or 'none'} but has {found[:12]}: "
            "it was changed after the study was launched. Export the study again."
        )
    try:
        study = Study.from_payload(record)
    except (KeyError, ValidationError) as error:
        raise DataError(f"{folder / 'protocol.json'} is not a protocol of this version: {error}") from error
    frames = {table: _table(folder / f"{table}.csv") for table in TABLES}
    hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.csv"))}
    simulation = folder / "simulation.json"
    return Dataset.from_frames(
        frames,
        study,
        fingerprint=stated,
        simulation=_json(simulation) if simulation.exists() else None,
        files=hashes,
    )


def _table(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"{path.parent} has no {path.name}: it is not a complete export. Export the study again.")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise DataError(f"{path.parent} has no {path.name}: it is not an export. Make one with `study export`.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DataError(f"{path}, line {error.lineno}: {error.msg}. Export the study again.") from error
    if not isinstance(content, dict):
        raise DataError(f"{path} holds no JSON object. Export the study again.")
    return content
