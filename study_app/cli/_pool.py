"""`study pool`: several exported studies together."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Variance(StrEnum):
    """Estimator of the variance between studies."""

    REML = "reml"
    PM = "pm"


def pool(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER FOLDER…", help="What `study export` wrote.")],
    out: Annotated[Path, typer.Option(help="HTML file to write.", dir_okay=False)],
    method: Annotated[
        Variance, typer.Option(help="Variance between studies by restricted maximum likelihood, or Paule and Mandel.")
    ] = Variance.REML,
) -> None:
    """Pool the hypotheses that several exported studies share, with fixed and random effects and a forest plot."""
    from analysis import AnalysisError
    from analysis.data import load
    from analysis.pooling import pool_studies, pooled_page
    from study_app.cli._files import write_text
    from study_app.cli._problems import CommandError, as_command_error

    names = [folder.resolve().name for folder in folders]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise CommandError(f"Two exports are named {repeated}: tables could not tell them apart. Rename one folder.")
    with as_command_error(AnalysisError):
        datasets = {name: load(folder) for name, folder in zip(names, folders, strict=True)}
        pooled = pool_studies(datasets, method=method.value)
        page = pooled_page(pooled)
    write_text(out, page, "pooled report")
    for found in pooled:
        if found.random is not None:
            total = found.random.pooled
            typer.echo(
                f"{found.outcome.id} ({found.contrast}): {total.estimate:.3f} [{total.ci_low:.3f}, {total.ci_high:.3f}], "
                f"I2 {found.random.i2:.0f}%, {found.random.studies} studies"
            )
    typer.echo(f"Written to {out}")
