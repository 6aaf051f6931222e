"""`study power` and `study calibrate`: how the declared analysis behaves on simulated studies."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Json, Study

if TYPE_CHECKING:
    from analysis.power import Assumptions

Effects = Annotated[
    list[str] | None,
    typer.Option(
        "--effect",
        metavar="HYPOTHESIS=LOGITS",
        help="A true effect; without it, the one that amounts to the smallest effect of interest.",
    ),
]
Assumed = Annotated[
    list[str] | None,
    typer.Option("--assume", metavar="NAME=LOGITS", help="A spread on the latent scale, as in docs/analysis.md."),
]
Seed = Annotated[int, typer.Option(min=0, help="Equal seeds give equal numbers.")]
Models = Annotated[
    bool, typer.Option("--models/--no-models", help="Fit declared mixed models, or let the design-based tests decide.")
]


def power(
    study: Study,
    participants: Annotated[
        list[int] | None,
        typer.Option(
            min=2, help="A size; may be given several times.", show_default="a quarter, half and all of the target"
        ),
    ] = None,
    simulations: Annotated[int, typer.Option(min=1, help="Studies of each size.")] = 200,
    seed: Seed = 1,
    effect: Effects = None,
    assume: Assumed = None,
    models: Models = True,
    out: Annotated[Path | None, typer.Option(help="HTML file to write the curve to.", dir_okay=False)] = None,
    as_json: Json = False,
) -> None:
    """Simulate how often the declared analysis finds the primary hypotheses, by number of participants."""
    from analysis import AnalysisError
    from analysis.power import power_curve, power_page
    from protocols import load_study
    from study_app.cli._files import write_text
    from study_app.cli._problems import as_command_error
    from study_app.cli._progress import bar

    loaded = load_study(study)
    target = loaded.protocol.allocation.target
    sizes = participants or sorted({max(2, round(target * share)) for share in (0.25, 0.5, 1)})
    with as_command_error(AnalysisError), bar() as show:
        curve = power_curve(
            loaded,
            sizes,
            simulations=simulations,
            seed=seed,
            assumptions=assumptions(effect, assume),
            models=models,
            on_progress=show,
        )
    if out is not None:
        write_text(out, power_page(loaded, curve), "power curve")
    if as_json:
        whole = {
            "seed": seed,
            "alpha": curve.alpha,
            "correction": curve.correction,
            "models": models,
            "assumptions": asdict(curve.assumptions),
            "effects": [asdict(each) for each in curve.effects],
            "power": json.loads(curve.table.to_json(orient="records")),
            "messages": curve.messages,
        }
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    typer.echo("hypothesis  participants  power  interval of the simulation  paired t")
    for row in curve.table.itertuples():
        typer.echo(
            f"{row.hypothesis:10}  {row.participants:12}  {row.power:5.0%}  [{row.ci_low:.0%}, {row.ci_high:.0%}]"
            f"{row.paired_t:>24.0%}"
        )
    for message in curve.messages:
        typer.echo(message)


def calibrate(
    study: Study,
    participants: Annotated[
        int | None, typer.Option(min=2, help="Size of each study.", show_default="the target")
    ] = None,
    simulations: Annotated[int, typer.Option(min=1, help="Studies without effects, and as many with.")] = 200,
    seed: Seed = 1,
    effect: Effects = None,
    assume: Assumed = None,
    models: Models = True,
    as_json: Json = False,
) -> None:
    """Count false positives and intervals that cover, over studies simulated without and with effects."""
    from analysis import AnalysisError
    from analysis.power import calibrate as count
    from protocols import load_study
    from study_app.cli._problems import as_command_error
    from study_app.cli._progress import bar

    loaded, started = load_study(study), perf_counter()
    size = participants or loaded.protocol.allocation.target
    with as_command_error(AnalysisError), bar() as show:
        found = count(
            loaded,
            size,
            simulations=simulations,
            seed=seed,
            assumptions=assumptions(effect, assume),
            models=models,
            on_progress=show,
        )
    seconds = perf_counter() - started
    if as_json:
        whole = {
            "participants": size,
            "simulations": simulations,
            "seconds": round(seconds, 1),
            "seed": seed,
            "models": models,
            "assumptions": asdict(found.assumptions),
            "rates": json.loads(found.table.to_json(orient="records")),
            "messages": found.messages,
        }
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{simulations} studies of {size} participants without effects, {simulations} with: {seconds:.0f} s")
    for row in found.table.itertuples():
        quantity = row.quantity.replace("_", " ")
        typer.echo(
            f"{quantity:24} {row.hypothesis:15} {row.share:6.1%}  [{row.ci_low:.1%}, {row.ci_high:.1%}]  promised {row.promised:.0%}"
        )
    for message in found.messages:
        typer.echo(message)


def assumptions(effect: list[str] | None, assume: list[str] | None) -> Assumptions:
    """What `--effect` and `--assume` say; a wrong call names what can be assumed."""
    from analysis.power import SPREADS, Assumptions

    spreads = _pairs(assume, "--assume")
    strangers = [name for name in spreads if name not in SPREADS]
    if strangers:
        known = ", ".join(SPREADS)
        raise typer.BadParameter(f"there is no {strangers[0]!r}; what can be assumed is {known}", param_hint="--assume")
    return Assumptions(effects=_pairs(effect, "--effect"), **spreads)


def _pairs(stated: list[str] | None, option: str) -> dict[str, float]:
    found = {}
    for pair in stated or []:
        name, _, number = pair.partition("=")
        try:
            found[name] = float(number)
        except ValueError:
            raise typer.BadParameter(f"{pair!r} is not NAME=NUMBER", param_hint=option) from None
    return found
