"""The data package: tidy tables, codebook, protocol and metadata, byte for byte the same for the same record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db._collection import nothing_collected
from db._database import Database
from db._errors import StorageError
from db._export._codebook import HEADER, codebook_rows
from db._export._columns import RECRUITMENT_IDS, TABLES
from db._export._readme import dataset_description, readme
from db._export._rows import recruitment_rows
from db._export._sessions import Sessions, read_sessions
from db._export._tables import Table, csv_bytes
from db._export._tidy import tidy_tables
from db._record import Record
from db._versions import VersionRow
from protocols import Study, canonical_json

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


@dataclass(frozen=True)
class Package:
    """The tidy tables of one version of a study in one mode, with what belongs beside them."""

    sessions: Sessions
    """What the record holds."""
    tables: Mapping[str, Table]
    """By name, in the order of `TABLES`."""
    simulation: Mapping[str, Any] | None
    """What bots say of themselves; None for data of people."""

    @property
    def version(self) -> int:
        """Number of the version."""
        return self.sessions.version.number

    @property
    def study(self) -> Study:
        """The study as it was frozen."""
        return self.sessions.study

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the study as it is read, 64 hex digits: that of its participants, unless it was changed after the launch."""
        return sha256(canonical_json(self.sessions.payload)).hexdigest()

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables as data frames: text `str`, integers `Int64`, numbers `float64`, booleans `boolean`."""
        return {name: table.frame() for name, table in self.tables.items()}

    def digests(self) -> dict[str, str]:
        """SHA-256 of each CSV file that `export` writes, by file name."""
        columns = {name: table.columns for name, table in self.tables.items()}
        files = {**_csv_files(self.tables), "codebook.csv": _codebook(codebook_rows(self.sessions.study, columns))}
        return {name: sha256(content).hexdigest() for name, content in sorted(files.items())}


def read_package(database: Database, study_id: str, mode: str = "live", *, version: int | None = None) -> Package:
    """The data of one version of a study, by default the current one, without a file.

    `LookupError` if there is no such study or version.
    """
    with nothing_collected():
        sessions, simulation = database.read(lambda record: _read(record, study_id, mode, version))
        return Package(sessions, tidy_tables(sessions), simulation)


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
    package = read_package(database, study_id, mode, version=version)
    sessions, tables = package.sessions, dict(package.tables)
    if include_recruitment_ids:
        tables["recruitment_ids"] = Table.of_rows(RECRUITMENT_IDS, recruitment_rows(sessions))
    counts = {name: len(table) for name, table in tables.items()}
    described = codebook_rows(sessions.study, {name: table.columns for name, table in tables.items()})
    files = _csv_files(tables) | {f"{name}.parquet": table.parquet() for name, table in tables.items()}
    files |= {
        "codebook.csv": _codebook(described),
        "protocol.json": _json({"fingerprint": sessions.version.fingerprint, **sessions.payload}),
        "ledger.json": _json(_heads(sessions)),
        "runtimes.json": _json({runtime.hash: runtime.packages for runtime in sessions.runtimes}),
        "dataset_description.json": _json(dataset_description(sessions, described)),
        "README.txt": readme(sessions, counts).encode(),
    }
    if package.simulation is not None:
        files["simulation.json"] = _json(package.simulation)
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
    return _codebook(codebook_rows(study, TABLES))


def frames(
    database: Database, study_id: str, mode: str = "live", *, version: int | None = None
) -> dict[str, pd.DataFrame]:
    """The tidy tables as data frames: text `str`, integers `Int64`, numbers `float64`, booleans `boolean`."""
    return read_package(database, study_id, mode, version=version).frames()


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


def _csv_files(tables: Mapping[str, Table]) -> dict[str, bytes]:
    return {f"{name}.csv": table.csv() for name, table in tables.items()}


def _codebook(rows: list[dict[str, str]]) -> bytes:
    return csv_bytes(HEADER, ([row[name] for row in rows] for name in HEADER))


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
