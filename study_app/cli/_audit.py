"""`study audit`: is the record as it was written?"""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from study_app.cli._arguments import Json, Study

MODES = ("live", "pilot", "bot")


def audit(study: Study, as_json: Json = False) -> None:
    """Re-derive every allocation and verify the hash chains of ledger and answers."""
    from db import verify_answers, verify_ledger
    from protocols import load_study
    from study_app.cli._database import existing_database

    study_id = load_study(study).protocol.id
    database = existing_database()
    checked = []
    for version in database.read(lambda record: record.versions(study_id)):
        frozen = database.read(lambda record, row=version.id: record.study_of(row))
        for mode in MODES:
            findings, people = database.read(
                lambda record, version=version, mode=mode, frozen=frozen: (
                    (*verify_ledger(record, version, mode, frozen), *verify_answers(record, version, mode)),
                    len(record.participants(version.id, mode)),
                )
            )
            if people or findings:
                found = [asdict(finding) for finding in findings]
                checked.append({"version": version.number, "mode": mode, "participants": people, "findings": found})
    if as_json:
        typer.echo(json.dumps(checked, ensure_ascii=False, indent=2))
    else:
        for part in checked:
            problems = part["findings"]
            state = f"{len(problems)} findings" if problems else "as it was written"
            typer.echo(f"version {part['version']}, {part['mode']}, {part['participants']} participants: {state}")
            for finding in problems:
                typer.echo(f"  {finding['table']} {finding['row']}: {finding['problem']}")
        if not checked:
            typer.echo(f"Nobody has taken part in {study_id} yet.")
    if any(part["findings"] for part in checked):
        raise typer.Exit(1)
