from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from streamlit import config

from study_app.streamlit_options import COMMON, PARTICIPANT, as_flags

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(PARTICIPANT))
def test_streamlit_still_knows_each_option(name: str) -> None:
    """A removed option would only log a warning, and cost three times the CPU."""
    assert name in config.get_config_options()


def test_streamlit_by_hand_runs_with_the_same_options() -> None:
    file = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert {f"{section}.{name}": value for section, names in file.items() for name, value in names.items()} == COMMON


def test_flags_are_what_streamlit_run_takes() -> None:
    assert as_flags({"server.headless": True, "server.port": 1}) == ["--server.headless=true", "--server.port=1"]
