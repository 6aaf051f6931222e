"""Random draws of a step: of (seed, step, sample) alone, never of what was drawn before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2
_VALIDATION = 3


@dataclass(frozen=True)
class Draws:
    """What chance decides about the samples of a batch, each array with the batch first."""

    timesteps: NDArray[np.int64]
    """How noisy, `(batch,)`."""
    noise: NDArray[np.float32]
    """What is added, `(batch, channels, height, width)`."""
    posterior: NDArray[np.float32]
    """Where in the encoder's posterior the latents lie, in standard deviations; same shape."""
    flipped: NDArray[np.int64]
    """1 where the mirrored picture is shown, `(batch,)`."""
    dropped: NDArray[np.bool_]
    """Where the caption is left out, `(batch,)`."""

    def part(self, chosen: slice) -> Draws:
        """The draws of some samples."""
        return Draws(
            self.timesteps[chosen],
            self.noise[chosen],
            self.posterior[chosen],
            self.flipped[chosen],
            self.dropped[chosen],
        )


def draws(
    seed: int, step: int, samples: Sequence[int], shape: tuple[int, int, int], levels: int, flip: bool, dropout: float
) -> Draws:
    """The draws of a training step. `shape` is that of one sample's latents, `levels` the number of timesteps.

    A sample that stands twice in the batch is drawn for twice, and not alike.
    """
    places: dict[int, int] = {}
    drawn = []
    for sample in samples:
        copy = places[sample] = places.get(sample, -1) + 1
        random = np.random.default_rng((seed, _DRAWS, step, int(sample), copy))
        level, turn, drop = random.random(3)
        drawn.append(
            (
                int(level * levels),
                int(flip and turn < 0.5),
                drop < dropout,
                random.standard_normal(shape, np.float32),
                random.standard_normal(shape, np.float32),
            )
        )
    return _stacked(drawn)


def validation_draws(seed: int, samples: Sequence[int], shape: tuple[int, int, int], level: int) -> Draws:
    """The draws of a validation batch at one timestep: the same whenever it is asked for."""
    drawn = []
    for sample in samples:
        random = np.random.default_rng((seed, _VALIDATION, level, int(sample)))
        noise = random.standard_normal(shape, np.float32)
        drawn.append((level, 0, False, noise, np.zeros(shape, np.float32)))
    return _stacked(drawn)


def _stacked(drawn: list[tuple[int, int, bool, NDArray[np.float32], NDArray[np.float32]]]) -> Draws:
    timesteps, flipped, dropped, noise, posterior = zip(*drawn, strict=True)
    return Draws(
        np.array(timesteps, np.int64),
        np.stack(noise),
        np.stack(posterior),
        np.array(flipped, np.int64),
        np.array(dropped, np.bool_),
    )
