"""The data package: tidy tables, codebook, protocol and metadata, byte for byte the same for the same record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db._database import Database
from db._errors import StorageError
from db._export._cells import Cell, csv_cell
from db._export._codebook import HEADER, codebook_rows
from db._export._columns import RECRUITMENT_IDS, TABLES, Column
from db._export._readme import dataset_description, readme
from db._export._rows import recruitment_rows, rows_of
from db._export._sessions import Sessions, read_sessions
from db._record import Record
from db._versions import VersionRow
from protocols import Study

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ExportSummary:
    """What was written."""

    folder: Path
    """Where."""
    rows: Mapping[str, int]
    """Number of rows by table."""
    version: int
    """Number of the version."""
    fingerprint: str
    """Its fingerprint."""
    mode: str
    """live, pilot or bot."""
    withheld: bool
    """Whether conditions and sequences were left empty, since the study is not unblinded."""
    heads: tuple[str, ...]
    """Where the chains of allocations and answers end, as `study audit --expect-head` takes them."""


def export(
    database: Database,
    study_id: str,
    out: Path,
    *,
    mode: str = "live",
    version: int | None = None,
    include_recruitment_ids: bool = False,
) -> ExportSummary:
    """Writes the data of one version of a study, by default the current one, into the folder `out`.

    `LookupError` if there is no such study or version.
    """
    sessions, simulation = database.read(lambda record: _read(record, study_id, mode, version))
    tables, columns = rows_of(sessions), dict(TABLES)
    if include_recruitment_ids:
        tables["recruitment_ids"], columns["recruitment_ids"] = recruitment_rows(sessions), RECRUITMENT_IDS
    counts = {table: len(rows) for table, rows in tables.items()}
    described = codebook_rows(sessions.study, columns)
    files = {f"{table}.csv": _csv([c.name for c in columns[table]], rows) for table, rows in tables.items()}
    files |= {f"{table}.parquet": _parquet(columns[table], rows) for table, rows in tables.items()}
    files |= {
        "codebook.csv": _csv(HEADER, described),
        "protocol.json": _json({"fingerprint": sessions.version.fingerprint, **sessions.payload}),
        "ledger.json": _json(_heads(sessions)),
        "runtimes.json": _json({runtime.hash: runtime.packages for runtime in sessions.runtimes}),
        "dataset_description.json": _json(dataset_description(sessions, described)),
        "README.txt": readme(sessions, counts).encode(),
    }
    if simulation is not None:
        files["simulation.json"] = _json(simulation)
    if sessions.secret is not None:
        files["secret.json"] = _json(
            {"secret": sessions.secret.hex(), "secret_commitment": sessions.version.secret_commitment}
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
    except OSError as error:
        raise StorageError(f"The export cannot be written to {out}: {error.strerror}. Name another folder.") from error
    return ExportSummary(
        folder=out,
        rows=counts,
        version=sessions.version.number,
        fingerprint=sessions.version.fingerprint,
        mode=mode,
        withheld=sessions.withheld,
        heads=tuple(str(head) for head in sessions.heads),
    )


def codebook(study: Study) -> bytes:
    """The codebook of a study's exports as CSV, before anybody has taken part: one row a column, one row an item."""
    return _csv(HEADER, codebook_rows(study, TABLES))


def frames(
    database: Database, study_id: str, mode: str = "live", *, version: int | None = None
) -> dict[str, pd.DataFrame]:
    """The tidy tables as data frames: text `str`, integers `Int64`, numbers `float64`, booleans `boolean`."""
    import pandas as pd

    sessions, _ = database.read(lambda record: _read(record, study_id, mode, version))
    dtypes = {"text": "str", "moment": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    return {
        table: pd.DataFrame(
            {
                column.name: pd.Series([row[column.name] for row in rows], dtype=dtypes[column.kind])
                for column in TABLES[table]
            }
        )
        for table, rows in rows_of(sessions).items()
    }


def _read(record: Record, study_id: str, mode: str, number: int | None) -> tuple[Sessions, Mapping[str, Any] | None]:
    sessions = read_sessions(record, _version(record, study_id, mode, number), mode)
    return sessions, _simulation(record, study_id) if mode == "bot" else None


def _version(record: Record, study_id: str, mode: str, number: int | None) -> VersionRow:
    if number is None:
        current = record.current_version(study_id, mode)
        if current is None:
            raise LookupError(f"The database holds no {mode} data of a study {study_id!r}.")
        return current
    for version in record.versions(study_id):
        if version.number == number:
            return version
    raise LookupError(f"The database holds no version {number} of a study {study_id!r}.")


def _simulation(record: Record, study_id: str) -> Mapping[str, Any] | None:
    """What the last simulation of the study said of itself."""
    declared = [entry for entry in record.audit_log() if entry.action == "simulation"]
    return next((entry.detail for entry in reversed(declared) if entry.detail.get("study") == study_id), None)


def _heads(sessions: Sessions) -> dict[str, Any]:
    return {
        "fingerprint": sessions.version.fingerprint,
        "secret_commitment": sessions.version.secret_commitment,
        **{head.chain: asdict(head.head) for head in sessions.heads},
        "heads": [str(head) for head in sessions.heads],
    }


def _csv(header: Iterable[str], rows: Iterable[Mapping[str, Cell]]) -> bytes:
    names = list(header)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([csv_cell(row[name]) for name in names] for row in rows)
    return text.getvalue().encode()


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _parquet(columns: tuple[Column, ...], rows: list[dict[str, Cell]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "text": pa.string(),
        "moment": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    schema = pa.schema([(column.name, types[column.kind]) for column in columns])
    table = pa.Table.from_pydict({column.name: [row[column.name] for row in rows] for column in columns}, schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd", version="2.6")
    return buffer.getvalue()
