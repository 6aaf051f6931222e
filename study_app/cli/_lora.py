"""`study lora` and `study generate`: the image pipeline."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from study_app.cli._arguments import Json

lora = typer.Typer(help="Train LoRAs for diagnoses, and compare ways to train them.", no_args_is_help=True)


@lora.command()
def draw(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the pictures go.")],
    rounds: Annotated[int, typer.Option(min=1, help="Pictures of each diagnosis on each skin type.")] = 10,
    size: Annotated[int, typer.Option(min=32, help="Edge of the pictures, pixels.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="Equal seeds give equal pictures.")] = 0,
    diagnosis: Annotated[
        list[str] | None, typer.Option(help="Draw this diagnosis; may be given several times.")
    ] = None,
    setting: Annotated[
        bool, typer.Option("--setting", help="Show the part of the body, not the lesion close by.")
    ] = False,
) -> None:
    """Draw a practice image folder with the built-in renderer: no photographs, no patients."""
    from skingen.data import draw_image_folder
    from study_app.cli._progress import bar

    with bar() as show:
        count = draw_image_folder(
            folder,
            rounds,
            size,
            seed,
            diagnosis,
            lambda done, of: show("drawing", done, of),
            view="setting" if setting else "close",
        )
    typer.echo(f"{count} drawn pictures are in {folder}.")


@lora.command()
def train(
    source: Annotated[Path, typer.Argument(metavar="CONFIG|FOLDER", help="A declared training, or an image folder.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the LoRA; needed for an image folder.")] = None,
    base: Annotated[str | None, typer.Option(help="Base model: embedded, a folder, or a name on the hub.")] = None,
    diagnosis: Annotated[list[str] | None, typer.Option(help="Train on this diagnosis; may be repeated.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Optimizer steps.")] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Pictures a step.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Start of every random draw.")] = None,
    as_json: Json = False,
) -> None:
    """Train a LoRA, from its newest checkpoint where there is one."""
    from skingen.lora import Progress, declare_training, load_training
    from skingen.lora import train as learn
    from study_app.cli._progress import bar

    given = {"out": out, "base": base, "diagnoses": diagnosis, "steps": steps, "batch": batch, "seed": seed}
    given = {name: value for name, value in given.items() if value is not None}
    if source.is_dir() and out is None:
        raise typer.BadParameter("an image folder needs --out, a folder for the LoRA", param_hint="--out")
    with bar() as show:
        if source.is_dir():
            training = declare_training({"data": source} | given, str(source))
        else:
            training = declare_training(load_training(source).model_dump() | given, str(source))

        def told(progress: Progress) -> None:
            loss = "" if progress.loss is None else f" (loss {progress.loss:.4f})"
            show(f"{progress.stage}{loss}", progress.done, progress.total)

        trained = learn(training, told)
    if as_json:
        typer.echo(json.dumps({"file": str(trained.file)} | trained.header.model_dump(mode="json"), indent=2))
        return
    typer.echo(f"{trained.file}: {trained.header.steps} steps on {trained.header.data.pictures} pictures.")


@lora.command()
def sweep(
    file: Annotated[Path, typer.Argument(metavar="SWEEP", help="A declared comparison of strategies (YAML).")],
    as_json: Json = False,
) -> None:
    """Train, draw with, measure and rank every declared strategy; goes on where an earlier run ended."""
    from skingen.strategies import load_sweep
    from skingen.strategies import sweep as compare
    from study_app.cli._progress import bar

    with bar() as show:
        ranking = compare(load_sweep(file), show)
    if as_json:
        typer.echo(json.dumps([asdict(outcome) for outcome in ranking.outcomes], indent=2))
        return
    for place, outcome in enumerate(ranking.outcomes, start=1):
        kid = outcome.kid
        typer.echo(f"{place:3}  KID {kid.value:8.4f} ({kid.low:.4f} to {kid.high:.4f})  {outcome.title}")
    typer.echo(f"The comparison with pictures is {ranking.page}.")


def generate(
    requests: Annotated[Path, typer.Argument(metavar="REQUESTS", help="What to draw: one JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Folder for pictures and records.")],
    base: Annotated[str, typer.Option(help="Base model: embedded, a folder, or a name on the hub.")] = "embedded",
    lora: Annotated[Path | None, typer.Option(help="A LoRA file that was trained for the base model.")] = None,
    sampler: Annotated[str, typer.Option(help="dpm-solver++, or lcm for few steps.")] = "dpm-solver++",
    lcm_lora: Annotated[str | None, typer.Option(help="An LCM-LoRA: few steps on an ordinary base model.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Sampling steps.")] = None,
    guidance: Annotated[float | None, typer.Option(min=0, help="How far pictures follow their prompt.")] = None,
    batch: Annotated[int, typer.Option(min=1, help="Pictures drawn at once.")] = 8,
    ip_adapter: Annotated[
        Path | None, typer.Option(help="Weights of an IP-Adapter, for requests with a reference.")
    ] = None,
    shard: Annotated[str, typer.Option(help="The part for this process, as 2/4.")] = "1/1",
    checker: Annotated[bool, typer.Option("--checker", help="Ask the base model's own safety checker.")] = False,
    nudity: Annotated[str, typer.Option(help="Nudity screen: off, flag or withhold.")] = "off",
    as_json: Json = False,
) -> None:
    """Generate pictures from prompts, into photos or after similar cases; goes on where an earlier run ended."""
    from pydantic import ValidationError

    from skingen.generate import Generation, Shard, load_requests
    from skingen.generate import generate as paint
    from study_app.cli._progress import bar

    try:
        settings = Generation(
            base=base,
            lora=lora,
            out=out,
            sampler=sampler,  # type: ignore[arg-type]
            lcm_lora=lcm_lora,
            steps=steps,
            guidance=guidance,
            batch=batch,
            ip_adapter=ip_adapter,
            checker=checker,
            nudity=nudity,  # type: ignore[arg-type]
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise typer.BadParameter(first["msg"], param_hint=f"--{first['loc'][0]}") from error
    with bar() as show:
        done = paint(
            load_requests(requests), settings, Shard.parse(shard), lambda count, of: show("drawing", count, of)
        )
    if as_json:
        typer.echo(json.dumps(asdict(done)))
        return
    typer.echo(f"{done.drawn} pictures drawn, {done.there} were there, {done.withheld} withheld: {out}")
