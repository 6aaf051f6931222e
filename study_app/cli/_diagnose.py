"""`study diagnose`: ask a vision-language model about labelled photos, and score its answers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from study_app.cli._arguments import Json

if TYPE_CHECKING:
    import pandas as pd

    from analysis import CalibrationResult

_ALL = "all"
_SHARES = ("parsed", "top_1", "top_3")


def diagnose(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="An image folder with metadata.jsonl.")],
    model: Annotated[str, typer.Option(help="Folder or name of a model, or the name that the endpoint knows.")],
    out: Annotated[Path, typer.Option(help="File for the answers, one JSON object a line.")],
    endpoint: Annotated[str | None, typer.Option(help="OpenAI-compatible server: http://localhost:8000/v1.")] = None,
    revision: Annotated[str | None, typer.Option(help="Commit of a model on the hub.")] = None,
    prompt: Annotated[Path | None, typer.Option(help="Template of the prompt; the built-in one if absent.")] = None,
    temperature: Annotated[float, typer.Option(min=0, help="0: the most probable words.")] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="Start of the draws at a temperature above 0.")] = 0,
    max_tokens: Annotated[int, typer.Option(min=1, help="Tokens after which an answer is cut.")] = 512,
    as_json: Json = False,
) -> None:
    """Ask a model about every picture, and score the answers; goes on where an earlier run ended."""
    from skingen.data import load_image_folder
    from skingen.diagnose import Asking, answer_outcomes, load_opinions
    from skingen.diagnose import diagnose as ask
    from study_app.cli._progress import bar

    labelled = load_image_folder(folder)
    names = {picture.diagnosis: picture.name or picture.diagnosis.replace("_", " ") for picture in labelled.pictures}
    asking = Asking(
        model=model,
        revision=revision,
        endpoint=endpoint,
        temperature=temperature,
        seed=seed,
        max_tokens=max_tokens,
        **({} if prompt is None else {"prompt": prompt}),
    )
    with bar() as show:
        done = ask(labelled, labelled.pictures, names, asking, out, lambda count, of: show("asking", count, of))
    outcomes = answer_outcomes(labelled.pictures, load_opinions(out))
    scores, curve = _scores([asdict(outcome) for outcome in outcomes])
    if as_json:
        calibration = None if curve is None else {"brier": curve.brier.estimate, "ece": curve.ece, "n": curve.n}
        whole = asdict(done) | {"scores": scores.to_dict("records"), "calibration": calibration}
        typer.echo(json.dumps(whole, indent=2))
        return
    _show(scores)
    if curve is not None:
        typer.echo(
            f"Calibration of {curve.n} answers: Brier score {curve.brier.estimate:.3f}, expected error {curve.ece:.3f}."
        )
    typer.echo(
        f"{done.asked} pictures asked about, {done.there} were there, {done.not_parsed} answers not parsed: {out}"
    )


def _scores(rows: list[dict[str, Any]]) -> tuple[pd.DataFrame, CalibrationResult | None]:
    """Shares with Wilson intervals, a row for each factor and level; and calibration where the model told."""
    import pandas as pd

    from analysis import calibration, proportions

    frame = pd.DataFrame(rows)
    found = []
    frame = frame.astype(dict.fromkeys(_SHARES, int))
    for factor in (_ALL, "truth", "skin_type"):
        labelled = frame.assign(**{_ALL: _ALL}).dropna(subset=[factor])
        shares = {name: proportions(labelled, name, by=factor) for name in _SHARES}
        for place, row in enumerate(shares["top_1"].rows):
            line = {"factor": factor, "level": row.term, "n": shares["top_1"].counts[place][1]}
            for name, share in shares.items():
                estimate = share.rows[place]
                line |= {name: estimate.estimate, f"{name}_low": estimate.ci_low, f"{name}_high": estimate.ci_high}
            found.append(line)
    told = frame[frame["confidence"].notna()]
    curve = None
    if len(told):
        curve = calibration(told, probability="confidence", correct="top_1", participant="file_name", scale=1)
    return pd.DataFrame(found), curve


def _show(scores: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Factor", "Level", title="Share of answers, with 95 % Wilson intervals")
    for name in ("n", "Parsed", "Top 1", "Top 3"):
        table.add_column(name, justify="right")
    for row in scores.to_dict("records"):
        shares = [
            f"{row[name]:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})" for name in ("top_1", "top_3")
        ]
        table.add_row(str(row["factor"]), str(row["level"]), str(row["n"]), f"{row['parsed']:.2f}", *shares)
    Console().print(table)
