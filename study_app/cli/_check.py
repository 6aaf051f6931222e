"""`study check`: the linter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from study_app.cli._arguments import Json, Study

if TYPE_CHECKING:
    from db import VersionRow
    from protocols import BalanceRow, Change


def check(study: Study, as_json: Json = False) -> None:
    """Say what is wrong with a study, where, and what to do; show how often each case is seen."""
    from protocols import check_study

    report = check_study(study)
    found = None if report.errors else _launched_changes(study)
    if as_json:
        launched = None if found is None else {"version": found[0].number, "state": found[0].state}
        changed = [] if found is None else [asdict(change) for change in found[1]]
        whole = asdict(report) | {"launched": launched, "changes": changed}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            typer.echo(f"{finding.severity}: {finding}")
        if report.balance:
            _show_balance(report.balance)
        if found is not None:
            _show_changes(*found)
        typer.echo(f"{len(report.errors)} errors, {len(report.warnings)} warnings")
    if report.errors:
        raise typer.Exit(1)


def _launched_changes(study: str) -> tuple[VersionRow, tuple[Change, ...]] | None:
    """The launched version and what differs from it; None where there is no database yet, or nothing was launched."""
    from db import Database
    from study_app.runtime import changes_in_folder, database_url

    database = Database(database_url())
    if database.url.get_backend_name() == "sqlite" and not Path(database.url.database or "").exists():
        return None
    return changes_in_folder(database, study)


def _show_changes(version: VersionRow, changed: Sequence[Change]) -> None:
    if not changed:
        typer.echo(f"This is version {version.number}, which is {version.state}.")
        return
    typer.echo(f"What differs from version {version.number}, which is {version.state}:")
    for change in changed:
        typer.echo(f"  {change}")


def _show_balance(rows: Sequence[BalanceRow]) -> None:
    from rich.console import Console
    from rich.table import Table

    cells = list(dict.fromkeys((row.condition, row.period) for row in rows))
    counts = {(row.case, row.condition, row.period): row.sequences for row in rows}
    table = Table("Case", "Case set", title="Sequences in which each case is seen")
    for condition, period in cells:
        table.add_column(f"{condition}, period {period}", justify="right")
    for case, case_set in dict.fromkeys((row.case, row.case_set) for row in rows):
        table.add_row(case, case_set, *(str(counts[case, condition, period]) for condition, period in cells))
    Console().print(table)
