"""What came out of one strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protocols import SkinType
from skingen.data import ImageFolder, LabelledPicture, Pixels, read_picture
from skingen.quality import Extractor, Kid, Namer, diversity, kid, mean_kid, tone_error, typology_angles


@dataclass(frozen=True)
class Outcome:
    """The measures of a strategy, over all its diagnoses."""

    title: str
    strategy: str | None
    """Digest of the strategy; none for the base model alone."""
    kid: Kid
    """Distance from held-out pictures, the mean over the diagnoses; the ranking follows it."""
    kid_of: Mapping[str, Kid]
    """Of each diagnosis."""
    consistency: float
    """Part of the pictures that a classifier of real pictures gives the diagnosis that was asked for."""
    tone_error: float | None
    """Mean distance of the skin tone from that asked for, degrees of ITA; none where no skin type was known."""
    diversity: float
    """How much pictures of a diagnosis differ, over how much real ones do."""


class Reference:
    """Held-out pictures, as everything is measured against them."""

    def __init__(self, folder: ImageFolder, diagnoses: Sequence[str], extractor: Extractor) -> None:
        """`ValueError` names a diagnosis with fewer than three held-out pictures."""
        self.extractor = extractor
        self._held_out = {diagnosis: folder.chosen("test", [diagnosis]) for diagnosis in diagnoses}
        for diagnosis, pictures in self._held_out.items():
            if len(pictures) < 3:
                raise ValueError(
                    f"{folder.path} has {len(pictures)} held-out pictures (split `test`) of {diagnosis}, not 3"
                )
        pixels = {diagnosis: _read(folder, pictures) for diagnosis, pictures in self._held_out.items()}
        self._vectors = {diagnosis: extractor.vectors(pictures) for diagnosis, pictures in pixels.items()}
        self._angles = {diagnosis: typology_angles(pictures) for diagnosis, pictures in pixels.items()}
        trained = folder.chosen("train")
        known = [picture.diagnosis for picture in trained]
        self._namer = Namer(extractor.vectors(_read(folder, trained)), known) if len(set(known)) > 1 else None
        labels = [diagnosis for diagnosis, pictures in self._held_out.items() for _ in pictures]
        self.naming_accuracy = (
            self._namer.accuracy(np.concatenate(list(self._vectors.values())), labels) if self._namer else None
        )

    def outcome(
        self,
        title: str,
        strategy: str | None,
        generated: Mapping[str, Sequence[Pixels]],
        asked: Mapping[str, Sequence[SkinType | None]],
    ) -> Outcome:
        """Measure generated pictures of each diagnosis; `asked`: the skin types that their prompts are for."""
        vectors = {diagnosis: self.extractor.vectors(pictures) for diagnosis, pictures in generated.items()}
        distances = {diagnosis: kid(found, self._vectors[diagnosis]) for diagnosis, found in vectors.items()}
        shares = [self._namer.share(found, name) if self._namer else 1.0 for name, found in vectors.items()]
        tones = [self._tone(name, typology_angles(pictures), asked[name]) for name, pictures in generated.items()]
        known = [tone for tone in tones if tone is not None]
        return Outcome(
            title=title,
            strategy=strategy,
            kid=mean_kid(list(distances.values())),
            kid_of=distances,
            consistency=float(np.mean(shares)),
            tone_error=float(np.mean(known)) if known else None,
            diversity=float(np.mean([diversity(found, self._vectors[name]) for name, found in vectors.items()])),
        )

    def _tone(self, diagnosis: str, angles: NDArray[np.float64], asked: Sequence[SkinType | None]) -> float | None:
        places = [place for place, kind in enumerate(asked) if kind]
        if not places:
            return None
        kinds = [kind for kind in asked if kind]
        real = [picture.skin_type for picture in self._held_out[diagnosis]]
        return tone_error(angles[places], kinds, self._angles[diagnosis], real)


def _read(folder: ImageFolder, pictures: Sequence[LabelledPicture]) -> list[Pixels]:
    return [read_picture(folder.file(picture)) for picture in pictures]
