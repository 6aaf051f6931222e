"""The golden references, loaded once a session."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

GOLDEN = Path(__file__).parents[1] / "golden"


@cache
def load_reference(name: str) -> Any:
    return json.loads((GOLDEN / "refs" / f"{name}.json").read_text())


@cache
def load_table(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "data" / name)


@pytest.fixture(scope="session")
def golden() -> Callable[[str], Any]:
    """`golden("paired_sleep")` gives the parsed `refs/paired_sleep.json`."""
    return load_reference


@pytest.fixture(scope="session")
def golden_data() -> Callable[[str], pd.DataFrame]:
    """`golden_data("sleep.csv")` gives a fresh copy of that table."""
    return lambda name: load_table(name).copy()
