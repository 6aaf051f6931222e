"""Whether pictures look like the diagnosis that they were made for, to a classifier trained on real ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skingen.quality._kid import Vectors

_SHRINKAGE = 0.1


class Namer:
    """Linear discriminant analysis of features, equal priors, the covariance shrunk a tenth towards a sphere."""

    def __init__(self, vectors: Vectors, diagnoses: Sequence[str]) -> None:
        """Learns from real pictures; `vectors` `(n, length)`, a diagnosis each. `ValueError` for a single diagnosis."""
        self.diagnoses = tuple(sorted(set(diagnoses)))
        if len(self.diagnoses) < 2:
            raise ValueError("telling diagnoses apart needs pictures of at least two")
        labels = np.array(diagnoses)
        self._means = np.stack([vectors[labels == diagnosis].mean(axis=0) for diagnosis in self.diagnoses])
        spread = vectors - self._means[np.searchsorted(self.diagnoses, labels)]
        covariance = spread.T @ spread / max(1, len(vectors) - len(self.diagnoses))
        sphere = np.eye(len(covariance)) * max(float(np.trace(covariance)) / len(covariance), 1e-12)
        self._inverse = np.linalg.inv((1 - _SHRINKAGE) * covariance + _SHRINKAGE * sphere)

    def name(self, vectors: Vectors) -> list[str]:
        """The diagnosis of each picture, that of the nearest mean (Mahalanobis)."""
        apart = vectors[:, None, :] - self._means
        distances = np.einsum("nkd,de,nke->nk", apart, self._inverse, apart)
        return [self.diagnoses[place] for place in distances.argmin(axis=1)]

    def share(self, vectors: Vectors, diagnosis: str) -> float:
        """Part of the pictures that are named `diagnosis`, from 0 to 1."""
        return float(np.mean([found == diagnosis for found in self.name(vectors)]))

    def accuracy(self, vectors: Vectors, diagnoses: Sequence[str]) -> float:
        """Mean over the diagnoses of the part of their pictures named rightly: how far `share` can be trusted."""
        found, labels = np.array(self.name(vectors)), np.array(diagnoses)
        parts: list[NDArray[np.bool_]] = [found[labels == diagnosis] == diagnosis for diagnosis in set(diagnoses)]
        return float(np.mean([part.mean() for part in parts]))
