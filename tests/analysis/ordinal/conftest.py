import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.ordinal import clm, clmm

FOLDER = Path(__file__).parent / "r"


@pytest.fixture(scope="session")
def references():
    """What `r/references.R` wrote."""
    return json.loads((FOLDER / "references.json").read_text())


@pytest.fixture(scope="session")
def crossed():
    """Forty participants and eight cases with slopes by both."""
    return pd.read_csv(FOLDER / "crossed.csv").astype(dict.fromkeys(["pid", "case", "period", "cond"], "category"))


@pytest.fixture(scope="session")
def nested():
    """Classes in schools, crossed with items; `b` is binary."""
    return pd.read_csv(FOLDER / "nested.csv").astype(dict.fromkeys(["school", "cls", "item"], "category"))


@pytest.fixture(scope="session")
def sim(golden_data):
    return golden_data("sim_a_n32.csv").astype({"period": "category"})


@pytest.fixture(scope="session")
def wine(golden_data):
    return golden_data("wine.csv")


@pytest.fixture(scope="session")
def crossed_clm(crossed):
    return clm("y ~ cond * ai + period", crossed)


@pytest.fixture(scope="session")
def comp(sim):
    return clmm("comp ~ cond + period + (1 | pid) + (1 | case)", sim)
