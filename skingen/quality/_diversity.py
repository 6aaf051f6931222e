"""How much pictures differ from each other."""

from __future__ import annotations

from scipy.spatial.distance import pdist

from skingen.quality._kid import Vectors


def diversity(generated: Vectors, real: Vectors) -> float:
    """Mean Euclidean distance between two generated pictures, over that between two real ones of the same diagnosis.

    1: as varied as the real ones; near 0: always the same picture.

    >>> import numpy as np
    >>> real = np.array([[0.0, 0.0], [0.0, 2.0]])
    >>> diversity(real / 2, real)
    0.5
    """
    return float(pdist(generated).mean() / pdist(real).mean())
