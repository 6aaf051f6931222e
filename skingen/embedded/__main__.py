"""`python -m skingen.embedded` trains the embedded model from its recipe and measures it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from skingen._door import needed_packages
from skingen._errors import PipelineError
from skingen.embedded import RecipeName, embedded_model_path, load_recipe


def main(arguments: list[str]) -> int:
    """Train, measure, write; 1 if a sentence on standard error says what was wrong.

    The full recipe writes into this package and `docs/images`, the tiny one into its own build folder, unless `--out`
    and `--figures` say otherwise.
    """
    parser = argparse.ArgumentParser(prog="python -m skingen.embedded", description=__doc__)
    parser.add_argument("--recipe", choices=("full", "tiny"), default="full", help="which recipe")
    parser.add_argument("--cache", type=Path, help="folder for drawn pictures and checkpoints")
    parser.add_argument("--out", type=Path, help="folder for weights, record and measures")
    parser.add_argument("--figures", type=Path, help="folder for grids and loss curves")
    chosen = parser.parse_args(arguments)
    cache = chosen.cache or Path("build/embedded") / chosen.recipe
    shipped = chosen.recipe == "full"
    out = chosen.out or (embedded_model_path().parent if shipped else cache / "out")
    figures = chosen.figures or (Path("docs/images") if shipped else cache / "out")
    try:
        with needed_packages():
            _run(chosen.recipe, cache, out, figures)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(name: RecipeName, cache: Path, out: Path, figures: Path) -> None:
    import torch

    from skingen.embedded._make import make_embedded_model
    from skingen.embedded._report import report

    torch.set_num_threads(1)
    recipe = load_recipe(name)
    columns = (TextColumn("{task.description:>20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        tasks = {}

        def watch(stage: str, done: int, goal: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=goal)
            progress.update(tasks[stage], completed=done)

        made = make_embedded_model(recipe, cache, out, watch)
        report(recipe, made, cache, figures, watch)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
