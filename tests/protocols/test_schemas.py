"""Generated files: equal to what the models give today."""

from __future__ import annotations

import json
from pathlib import Path

from protocols import reference, schema_files, write_schemas

ROOT = Path(__file__).parents[2]
REMEDY = "run `python -m protocols` and commit what changed"


def test_the_committed_schemas_are_up_to_date() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "protocols" / "schema").iterdir()}
    assert committed == schema_files(), REMEDY


def test_the_committed_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8") == reference(), REMEDY


def test_schemas_are_written_as_json(tmp_path: Path) -> None:
    write_schemas(tmp_path / "schema")
    written = {path.name: json.loads(path.read_text()) for path in (tmp_path / "schema").iterdir()}
    assert written.keys() == {"protocol.schema.json", "instrument.schema.json", "stimulus_set.schema.json"}
    assert all(schema["additionalProperties"] is False for schema in written.values())


def test_every_field_is_described() -> None:
    rows = [line for line in reference().splitlines() if line.startswith("| `")]
    undescribed = {row.split(" | ")[0] for row in rows if row.endswith("|  |")}
    assert len(rows) > 150
    assert undescribed == {"| `type`", "| `kind`"}  # constants that tell items and pages apart
