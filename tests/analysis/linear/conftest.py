import json
from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).parent / "r"


@pytest.fixture(scope="session")
def references():
    """What `r/references.R` wrote."""
    return json.loads((FOLDER / "references.json").read_text())


@pytest.fixture(scope="session")
def three_conditions():
    """Fourteen people, seven items, three conditions, not balanced."""
    factors = dict.fromkeys(["item", "rep", "subj", "cond", "grp"], "category")
    return pd.read_csv(FOLDER / "three_conditions.csv").astype(factors)


@pytest.fixture(scope="session")
def sim(golden_data):
    return golden_data("sim_a_n32.csv").astype({"period": "category"})
