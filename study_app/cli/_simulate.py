"""`study simulate`: bots live through the real flow."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from study_app.cli._arguments import Json, Study

Probability = Annotated[float, typer.Option(min=0, max=1)]


def simulate(
    study: Study,
    participants: Annotated[int, typer.Option(min=1, help="How many bots arrive.")],
    seed: Annotated[int, typer.Option(min=0, help="Equal seeds give equal records.")],
    effect: Annotated[
        list[str] | None, typer.Option(metavar="NAME=LOGITS", help="A true effect; may be given several times.")
    ] = None,
    drop_out: Probability = 0.0,
    careless: Probability = 0.0,
    double_submit: Probability = 0.0,
    skip: Probability = 0.0,
    as_json: Json = False,
) -> None:
    """Let bots with stated true effects take part, in bot mode."""
    from rich.console import Console
    from rich.progress import Progress

    from protocols import load_study
    from study_app.bots import Effects, EffectsError, SimulationError, Temper
    from study_app.bots import simulate as live_through
    from study_app.cli._database import prepared_database
    from study_app.cli._problems import as_command_error

    try:
        effects = Effects.parse(effect or [])
    except EffectsError as error:
        raise typer.BadParameter(str(error), param_hint="--effect") from error
    loaded, database = load_study(study), prepared_database()
    with Progress(console=Console(stderr=True), transient=True) as progress, as_command_error(SimulationError):
        task = progress.add_task("Simulating", total=participants)
        summary = live_through(
            database,
            loaded,
            participants=participants,
            seed=seed,
            effects=effects,
            temper=Temper(drop_out=drop_out, careless=careless, double_submit=double_submit, skip=skip),
            on_progress=lambda done: progress.update(task, completed=done),
        )
    if as_json:
        typer.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{summary.participants} bots took part in {loaded.protocol.id}.")
    for ending, count in summary.endings.items():
        typer.echo(f"{count:6}  {ending}")
