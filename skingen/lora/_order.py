"""Which samples make which step: a function of the seed and the step alone, so that a resume needs no loader state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from skingen.lora._shapes import Shape

_ORDER = 1
"""Label of this stream of random numbers; the draws of a sample have another."""


class Order:
    """Batches of equal shape. Each epoch shows every sample; the last batch of a shape is filled up from its first."""

    def __init__(self, shapes: Sequence[Shape], batch: int, seed: int) -> None:
        """`shapes`: that of each sample, in the order of the samples."""
        groups: dict[Shape, list[int]] = {}
        for sample, shape in enumerate(shapes):
            groups.setdefault(shape, []).append(sample)
        self._groups = [np.array(groups[shape]) for shape in sorted(groups)]
        self._batch = batch
        self._seed = seed
        self.steps_an_epoch = sum(-(-len(group) // batch) for group in self._groups)
        self._batches_of = lru_cache(maxsize=2)(self._epoch)

    def at(self, step: int) -> NDArray[np.int64]:
        """The samples of step 0, 1, …: shape `(batch,)`, all of one shape."""
        epoch, place = divmod(step, self.steps_an_epoch)
        return self._batches_of(epoch)[place]

    def _epoch(self, epoch: int) -> list[NDArray[np.int64]]:
        random = np.random.default_rng((self._seed, _ORDER, epoch))
        batches = []
        for group in self._groups:
            shuffled = random.permutation(group)
            filled = np.resize(shuffled, -(-len(group) // self._batch) * self._batch)
            batches += list(filled.reshape(-1, self._batch))
        return [batches[place] for place in random.permutation(len(batches))]
