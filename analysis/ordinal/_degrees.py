"""Degrees of freedom of the t distribution for Wald intervals of cumulative link mixed models.

Likelihood theory knows no residual degrees of freedom here, and the normal distribution takes the spread between groups as
known, however few groups it was seen in. An effect whose size a random effect lets vary over groups, or that is constant
within groups, is an average over groups: its interval has as many degrees of freedom as there are groups, less the effects
estimated among them, as the error stratum of a balanced analysis of variance has. All other effects keep the normal
distribution.

SAS finds by their names which random effects contain an effect, and so misses one that is constant within groups unless it
is written as nested; here it is found in the data, which for such an effect is the between-within rule.

Source: containment, SAS/STAT User's Guide, The GLIMMIX Procedure (DDFM=CONTAIN); Pinheiro and Bates 2000, Mixed-Effects
Models in S and S-PLUS, section 2.4.2 (inner and outer effects); Li and Redden 2015, BMC Medical Research Methodology 15:38
(with binary answers of few clusters the between-within rule kept its level, and SAS's containment did not).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from analysis.formula import FloatArray, IntArray, ModelFrame

DegreesOfFreedom = Literal["asymptotic", "containment"]
"""Normal distribution, or t with the degrees of freedom of the smallest group of levels that an effect is an average over."""


def containment(frame: ModelFrame) -> FloatArray:
    """Degrees of freedom of the intercept and each effect, shape (1 + effects,); infinite where no random effect contains it.

    An effect x is contained in the random effect z of a group where x = z·b with one b for each level; such effects have
    levels − rank(b of all of them) degrees of freedom, and the smallest number over all random effects counts. NaN where
    none is left.

    >>> import pandas as pd
    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1, 2, 2, 3, 1, 3], "x": [0, 1, 0, 1, 0, 1], "who": [1, 1, 2, 2, 3, 3]})
    >>> containment(model_frame("y ~ x + (1 | who)", data, intercept_column=False)).tolist()
    [2.0, inf]
    >>> containment(model_frame("y ~ x + (1 + x | who)", data, intercept_column=False)).tolist()
    [2.0, 2.0]
    """
    effects = np.column_stack([np.ones(len(frame.data)), frame.x])
    degrees = np.full(effects.shape[1], np.inf)
    for term in frame.random:
        for column in term.z.T:
            weights, contained, levels = _levels(effects, column, term.codes, len(term.levels))
            if contained.any():
                among = weights[:, contained] / np.abs(weights[:, contained]).max(axis=0)
                left = levels - int(np.linalg.matrix_rank(among))
                degrees[contained] = np.minimum(degrees[contained], left)
    return np.where(degrees > 0, degrees, np.nan)


def of_rows(degrees: FloatArray, weights: FloatArray) -> FloatArray:
    """Degrees of freedom of weighted sums of effects: the smallest of those that enter.

    `degrees` as `containment` gives them, `weights` of shape (rows, 1 + effects); the answer has shape (rows,).

    >>> of_rows(np.array([11.0, np.inf, 23.0]), np.array([[0.0, 1.0, 0.0], [1.0, 0.5, 1.0]])).tolist()
    [inf, 11.0]
    """
    enters = np.abs(weights) > 1e-9 * np.abs(weights).max(axis=1, keepdims=True, initial=1.0)
    return np.asarray(np.where(enters, degrees, np.inf).min(axis=1))


def _levels(effects: FloatArray, z: FloatArray, codes: IntArray, count: int) -> tuple[FloatArray, FloatArray, int]:
    """b of each level and effect, which effects are z·b, and in how many levels z is not zero."""
    squares = np.bincount(codes, z**2, count)
    seen = squares > 0
    products = np.column_stack([np.bincount(codes, z * column, count) for column in effects.T])
    weights = np.divide(products, squares[:, None], out=np.zeros_like(products), where=seen[:, None])
    rest = np.abs(effects - z[:, None] * weights[codes]).max(axis=0)
    return weights, rest <= 1e-9 * np.abs(effects).max(axis=0), int(seen.sum())
