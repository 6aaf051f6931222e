"""`study stimuli`: build, check and freeze what a study shows."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from study_app.cli._arguments import Json

if TYPE_CHECKING:
    from skingen.stimuli import SpreadRow

stimuli = typer.Typer(help="Build, check and freeze stimulus sets.", no_args_is_help=True)

Origin = Literal["photo", "generated", "drawn"]
Out = Annotated[Path, typer.Option(help="New folder for the set.")]
Set = Annotated[Path, typer.Argument(metavar="SET", help="Folder with manifest.json and images.")]


@stimuli.command()
def draw(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where stimuli.yaml and the photos go.")],
    size: Annotated[int, typer.Option(min=32, help="Edge of the photos, pixels.")] = 256,
    base: Annotated[str, typer.Option(help="Base model that the plan names for its reference images.")] = "embedded",
) -> None:
    """Draw the photos of a practice plan: the demonstration cases, ready for `study stimuli build`."""
    from skingen.stimuli import draw_plan
    from study_app.cli._progress import bar

    with bar() as show:
        plan = draw_plan(folder, size, base, lambda done, of: show("drawing", done, of))
    typer.echo(f"{len(plan.cases)} cases with drawn photos are in {folder}.")


@stimuli.command()
def build(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="What the set is built from (stimuli.yaml).")],
    out: Out,
    as_json: Json = False,
) -> None:
    """Make answers, reference images and manifest; goes on where an earlier build ended."""
    from skingen.stimuli import build as made
    from skingen.stimuli import load_plan
    from study_app.cli._progress import bar

    with bar() as show:
        built = made(load_plan(plan), out, show)
    if as_json:
        typer.echo(json.dumps({"set": built.id, "cases": len(built.cases), "pictures": len(built.images())}))
        return
    typer.echo(f"{len(built.cases)} cases, {len(built.images())} pictures in {out}.")


@stimuli.command()
def check(folder: Set, as_json: Json = False) -> None:
    """Check hashes, sizes, labels, balance and near-duplicates of a set, and the seal of a frozen one."""
    from skingen.stimuli import check as checked

    report = checked(folder)
    if as_json:
        whole = {
            "findings": [asdict(finding) for finding in report.findings],
            "spread": [asdict(row) for row in report.spread],
        }
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for finding in report.findings:
            typer.echo(f"{finding.severity}: {finding}")
        _show_spread(report.spread)
        errors = len(report.errors)
        typer.echo(f"{errors} errors, {len(report.findings) - errors} warnings")
    if report.errors:
        raise typer.Exit(1)


@stimuli.command()
def review(
    folder: Set,
    out: Annotated[Path, typer.Option(help="New folder for the study; its name becomes the study's id.")],
    genuine: Annotated[Origin, typer.Option(help="Origin that the other pictures imitate.")] = "photo",
    as_json: Json = False,
) -> None:
    """Write an image review of a set: a study in which dermatologists judge every picture without knowing its origin."""
    from skingen.stimuli import review_study

    made = review_study(folder, out, genuine)
    if as_json:
        typer.echo(json.dumps({"study": made.protocol.id, "pictures": len(made.stimuli.cases)}))
        return
    typer.echo(f"{len(made.stimuli.cases)} pictures are to be reviewed in the study {out}.")


@stimuli.command()
def freeze(
    folder: Set,
    out: Out,
    review: Annotated[Path | None, typer.Option(help="Export of the image review.")] = None,
    unreviewed: Annotated[bool, typer.Option("--unreviewed", help="Take all pictures without a review.")] = False,
    reviewers: Annotated[int, typer.Option(min=1, help="Reviewers who must have judged a picture.")] = 2,
    references: Annotated[int, typer.Option(min=0, help="Reference images that each case must keep.")] = 1,
    as_json: Json = False,
) -> None:
    """Copy the approved pictures of a set, with who approved them, under a seal of hashes."""
    from skingen.stimuli import freeze as frozen
    from skingen.stimuli import load_review

    if (review is None) != unreviewed:
        raise typer.BadParameter("give either --review EXPORT or --unreviewed", param_hint="--review")
    done = frozen(folder, out, None if review is None else load_review(review), reviewers, references)
    if as_json:
        typer.echo(json.dumps({"sha256": done.sha256, "cases": len(done.stimuli.cases), "refused": done.refused}))
        return
    typer.echo(f"{len(done.stimuli.images())} pictures are frozen in {out}, {len(done.refused)} were left out.")
    typer.echo(f"SHA-256 of its seal: {done.sha256}")


def _show_spread(rows: tuple[SpreadRow, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Factor", "Level", title="Cases")
    table.add_column("Cases", justify="right")
    table.add_column("AI right", justify="right")
    for row in rows:
        table.add_row(row.factor, row.level, str(row.cases), str(row.ai_correct))
    Console().print(table)
