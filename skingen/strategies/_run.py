"""Train, generate and measure every strategy of a sweep, and rank them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from protocols import SkinType
from skingen._files import write_whole
from skingen.data import CaptionStyle, ImageFolder, LabelledPicture, Pixels, caption, load_image_folder, read_picture
from skingen.generate import Generation, Request, generate
from skingen.lora import Progress, TrainingError, train
from skingen.quality import load_extractor
from skingen.strategies._outcome import Outcome, Reference
from skingen.strategies._page import comparison_page
from skingen.strategies._sweep import Strategy, Sweep

BASE_ALONE = "base model without a LoRA"


@dataclass(frozen=True)
class Ranking:
    """The strategies of a sweep, best first, the base model alone among them."""

    outcomes: tuple[Outcome, ...]
    extractor: str
    naming_accuracy: float | None
    """How often the classifier behind `consistency` names held-out real pictures rightly; none for one diagnosis."""
    page: Path
    """The comparison page."""


def sweep(declared: Sweep, on_progress: Callable[[str, int, int], None] = lambda *_: None) -> Ranking:
    """Run a sweep, from where an earlier run of it stood; write `ranking.json` and `comparison.html`.

    Ranked by distance (KID) from held-out pictures, ties by consistency. The same sweep with the same seed gives the
    same ranking on the same machine. `on_progress` hears what is done, how far, and of how much. Errors as of
    `train` and `generate`; `TrainingError` where a diagnosis has too few held-out pictures.
    """
    folder = load_image_folder(declared.data)
    diagnoses = declared.diagnoses or folder.diagnoses
    try:
        reference = Reference(folder, diagnoses, load_extractor(declared.measured.extractor))
    except ValueError as error:
        raise TrainingError(f"{error}.") from error
    run = _Run(declared, folder, diagnoses, reference, on_progress)
    outcomes = [run.outcome(None), *(run.outcome(strategy) for strategy in declared.strategies())]
    outcomes.sort(key=lambda outcome: (outcome.kid.value, -outcome.consistency))
    found = {
        "extractor": reference.extractor.name,
        "naming_accuracy": reference.naming_accuracy,
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }
    write_whole(declared.out / "ranking.json", (json.dumps(found, indent=2) + "\n").encode())
    page = declared.out / "comparison.html"
    ranking = Ranking(tuple(outcomes), reference.extractor.name, reference.naming_accuracy, page)
    grids = {outcome.title: run.grid(outcome.strategy) for outcome in outcomes}
    write_whole(page, comparison_page(ranking.outcomes, ranking.extractor, ranking.naming_accuracy, grids).encode())
    return ranking


class _Run:
    """One call of `sweep`."""

    def __init__(
        self,
        declared: Sweep,
        folder: ImageFolder,
        diagnoses: Sequence[str],
        reference: Reference,
        on_progress: Callable[[str, int, int], None],
    ) -> None:
        self._declared, self._folder, self._reference = declared, folder, reference
        self._diagnoses = tuple(diagnoses)
        self._on_progress = on_progress

    def outcome(self, strategy: Strategy | None) -> Outcome:
        """Train, generate and measure a strategy, or the base model alone."""
        title = strategy.title if strategy else BASE_ALONE
        place = self._place(strategy and _digest(strategy))
        generated, asked = {}, {}
        for diagnosis in self._diagnoses:
            lora = self._trained(strategy, diagnosis, place, title) if strategy else None
            requests, asked[diagnosis] = self._requests(diagnosis, strategy)
            settings = Generation(
                base=self._declared.base,
                lora=lora,
                out=place / "pictures" / diagnosis,
                steps=self._declared.measured.sampling_steps,
                guidance=self._declared.measured.guidance,
                batch=self._declared.measured.batch,
            )
            generate(requests, settings, on_progress=lambda *done: self._on_progress(f"{title}: drawing", *done))
            generated[diagnosis] = self._pictures(place, diagnosis)
        return self._reference.outcome(title, strategy and _digest(strategy), generated, asked)

    def grid(self, strategy: str | None) -> dict[str, list[Pixels]]:
        """The first pictures of each diagnosis."""
        return {diagnosis: self._pictures(self._place(strategy), diagnosis)[:8] for diagnosis in self._diagnoses}

    def _place(self, strategy: str | None) -> Path:
        return self._declared.out / (strategy or "base")

    def _trained(self, strategy: Strategy, diagnosis: str, place: Path, title: str) -> Path:
        own = strategy.scope == "each"
        out = place / "lora" / (diagnosis if own else "all")
        training = self._declared.training_of(strategy, (diagnosis,) if own else self._diagnoses, out)

        def told(progress: Progress) -> None:
            self._on_progress(f"{title}: {progress.stage}", progress.done, progress.total)

        return train(training, told).file

    def _requests(self, diagnosis: str, strategy: Strategy | None) -> tuple[list[Request], list[SkinType | None]]:
        """Prompts as the held-out pictures' captions, in turn; the same pictures and seeds for every strategy."""
        held_out = self._folder.chosen("test", [diagnosis])
        style: CaptionStyle = self._declared.measured.captions or (strategy.captions if strategy else "own")
        chosen: list[LabelledPicture] = [
            held_out[place % len(held_out)] for place in range(self._declared.measured.images)
        ]
        requests = [
            Request(id=f"{place:04}", prompt=caption(picture, style), seed=_seed(self._declared.seed, diagnosis, place))
            for place, picture in enumerate(chosen)
        ]
        return requests, [picture.skin_type for picture in chosen]

    def _pictures(self, place: Path, diagnosis: str) -> list[Pixels]:
        return [read_picture(file) for file in sorted((place / "pictures" / diagnosis).glob("*.png"))]


def _digest(strategy: Strategy) -> str:
    return hashlib.sha256(strategy.model_dump_json().encode()).hexdigest()[:12]


def _seed(*parts: object) -> int:
    """A seed for one picture, of the sweep's seed, the diagnosis and the picture's number."""
    return int.from_bytes(hashlib.sha256(json.dumps(parts).encode()).digest()[:6], "big")
