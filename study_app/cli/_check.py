"""`study check`: the linter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from study_app.cli._arguments import Json, Study

if TYPE_CHECKING:
    from protocols import BalanceRow


def check(study: Study, as_json: Json = False) -> None:
    """Say what is wrong with a study, where, and what to do; show how often each case is seen."""
    from protocols import check_study

    report = check_study(study)
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            typer.echo(f"{finding.severity}: {finding}")
        if report.balance:
            _show_balance(report.balance)
        typer.echo(f"{len(report.errors)} errors, {len(report.warnings)} warnings")
    if report.errors:
        raise typer.Exit(1)


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
