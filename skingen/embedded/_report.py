"""What is written about a trained model: measures, model card, figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from string import Template

from skingen._files import write_whole
from skingen.base import load_base
from skingen.embedded._features import load_features
from skingen.embedded._figures import write_curves, write_grid
from skingen.embedded._make import Made
from skingen.embedded._measures import Measures, measured
from skingen.embedded._pictures import PAIRS, load_pictures
from skingen.embedded._recipe import Recipe, Stage


def report(recipe: Recipe, made: Made, cache: Path, figures: Path, watch: Callable[[str, int, int], None]) -> Measures:
    """Measure what a run made; write `measures.json` and the card beside the weights, and three figures."""
    training, held_out = (
        load_pictures(recipe.pictures, part, recipe.measured.view, cache / "pictures")
        for part in ("training", "held_out")
    )
    measures, reconstructed, generated = measured(
        recipe,
        load_base(str(made.model)).pipe,
        load_features(made.features),
        training,
        held_out,
        lambda done, goal: watch("measured", done, goal),
    )
    write_whole(made.model.parent / "measures.json", (measures.model_dump_json(indent=1) + "\n").encode())
    write_whole(made.model / "README.md", card(recipe, measures).encode())
    figures.mkdir(parents=True, exist_ok=True)
    write_grid(generated[: len(PAIRS)], figures / "embedded-generated.jpg")
    write_grid(reconstructed[: len(PAIRS)], figures / "embedded-reconstructed.jpg")
    losses = json.loads(made.record.read_text("utf-8"))["losses"]
    steps = {stage: getattr(recipe, stage).steps for stage in losses}
    write_curves(losses, steps, figures / "embedded-losses.svg")
    return measures


def card(recipe: Recipe, measures: Measures) -> str:
    """The model card: `card.md` with the numbers filled in."""
    template = Template(files("skingen.embedded").joinpath("card.md").read_text("utf-8"))
    unseen = recipe.denoiser.without
    rows = [
        f"| {diagnosis.replace('_', ' ')}{' (never seen)' if diagnosis in unseen else ''} "
        f"| {row.generated.value} ({row.generated.low} to {row.generated.high}) "
        f"| {row.reconstructed.value} | {row.drawn.value} | {row.other.value} | {row.named:.0%} |"
        for diagnosis, row in measures.by_diagnosis.items()
    ]
    return template.substitute(
        recipe=recipe.sha256(),
        seed=recipe.seed,
        training_pictures=recipe.pictures.training_rounds * len(PAIRS),
        size=recipe.pictures.size,
        autoencoder_shown=_shown(recipe.autoencoder) + _shown(recipe.refinement),
        denoiser_shown=_shown(recipe.denoiser),
        unseen=", ".join(unseen).replace("_", " "),
        pictures=measures.pictures,
        guidance=measures.guidance,
        sampling_steps=measures.sampling_steps,
        psnr=measures.reconstruction_psnr,
        rows="\n".join(rows),
        **{
            f"{what}_{kind}": f"{getattr(named, kind):.0%}"
            for what, named in (("diagnosis", measures.diagnosis), ("tone", measures.skin_type))
            for kind in ("drawn", "reconstructed", "generated")
        },
    )


def _shown(settings: Stage) -> int:
    return settings.steps * settings.batch
