"""`study audit`: is the record as it was written?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from study_app.cli._arguments import Json, Study

if TYPE_CHECKING:
    from db import Finding, Record

MODES = ("live", "pilot", "bot")


@dataclass(frozen=True)
class Audited:
    """One version's sessions of one mode, checked."""

    version: int
    """Number of the version."""
    mode: str
    """live, pilot or bot."""
    participants: int
    """How many arrived."""
    findings: tuple[Finding, ...]
    """What is not as it was written."""


def audit(study: Study, as_json: Json = False) -> None:
    """Re-derive every allocation and verify the hash chains of ledger and answers."""
    from protocols import load_study
    from study_app.cli._database import existing_database

    study_id = load_study(study).protocol.id
    audited = existing_database().read(lambda record: _audit(record, study_id))
    if as_json:
        typer.echo(json.dumps([asdict(part) for part in audited], ensure_ascii=False, indent=2))
    else:
        for part in audited:
            state = f"{len(part.findings)} findings" if part.findings else "as it was written"
            typer.echo(f"version {part.version}, {part.mode}, {part.participants} participants: {state}")
            for finding in part.findings:
                typer.echo(f"  {finding.table} {finding.row}: {finding.problem}")
        if not audited:
            typer.echo(f"Nobody has taken part in {study_id} yet.")
    if any(part.findings for part in audited):
        raise typer.Exit(1)


def _audit(record: Record, study_id: str) -> list[Audited]:
    from db import verify_answers, verify_ledger

    audited = []
    for version in record.versions(study_id):
        frozen = record.study_of(version.id)
        for mode in MODES:
            findings = (*verify_ledger(record, version, mode, frozen), *verify_answers(record, version, mode))
            people = len(record.participants(version.id, mode))
            if people or findings:
                audited.append(Audited(version.number, mode, people, findings))
    return audited
