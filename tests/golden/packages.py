"""Agreement of random hostile ratings by two Python packages; run in this folder, writes refs/packages.json.

Needs `krippendorff` 0.9.0 and `irrCAC` 0.4.4, which the project does not: pip install --no-deps --target somewhere, PYTHONPATH=somewhere.
"""

import json

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC

CASES = 16


def ratings(kind: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Units by raters and the number of categories: gaps, a rater all but missing, an empty or a frequent category, full agreement."""
    count, units, raters = (
        [2, 5, 4, 3, 6][kind % 5],
        int(rng.integers(5, 16)),
        int(rng.integers(2 + (kind % 5 == 0), 6)),
    )
    shares = np.array([6] + [1] * (count - 1)) if kind % 3 == 0 else np.ones(count)
    truth = rng.choice(count, units, p=shares / shares.sum()) + 1
    guess = rng.choice(count, (units, raters), p=shares / shares.sum()) + 1
    table = np.where(rng.random((units, raters)) < 0.65, truth[:, None], guess).astype(float)
    if kind % 2:
        table[rng.random((units, raters)) < 0.2] = np.nan
    if kind % 5 == 0:
        table[1:, -1] = np.nan
    if kind % 7 == 0 and count > 2:
        table[table == 2] = 1
    if kind == 11:
        table = np.repeat(truth[:, None].astype(float), raters, axis=1)
    return table[~np.isnan(table).all(axis=1)], count


def measured(table: np.ndarray, count: int) -> dict[str, object]:
    """What the packages say of one table."""
    categories = [float(value) for value in range(1, count + 1)]
    found: dict[str, object] = {
        "ratings": [[None if np.isnan(value) else int(value) for value in row] for row in table],
        "categories": count,
        "krippendorff": {
            metric: float(krippendorff.alpha(reliability_data=table.T, level_of_measurement=metric))
            for metric in ("nominal", "ordinal", "interval", "ratio")
        },
        "gwet": {},
        "fleiss": None,
    }
    for weights in ("identity", "linear", "quadratic"):
        row = CAC(pd.DataFrame(table), weights=weights, categories=categories, digits=12).gwet()["est"]
        found["gwet"][weights] = [float(row[name]) for name in ("coefficient_value", "se", "pa", "pe")]
    if not np.isnan(table).any():
        found["fleiss"] = float(CAC(pd.DataFrame(table), digits=12).fleiss()["est"]["coefficient_value"])
    return found


if __name__ == "__main__":
    rng = np.random.default_rng(31)
    cases = [measured(*ratings(kind, rng)) for kind in range(1, CASES + 1)]
    with open("refs/packages.json", "w", encoding="utf-8") as out:
        json.dump({"agreement": cases}, out)
