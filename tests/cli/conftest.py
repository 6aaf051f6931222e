from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import protocols
from study_app.cli import app

Study = Callable[..., Result]


@pytest.fixture
def database_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own, not made yet."""
    url = f"sqlite:///{tmp_path / 'data' / 'study.sqlite3'}"
    monkeypatch.setenv("STUDY_DATABASE_URL", url)
    return url


@pytest.fixture
def study(database_url: str) -> Study:
    """Calls the command line; the result holds what it raised, which `main` turns into a sentence."""
    runner = CliRunner()
    return lambda *arguments, **more: runner.invoke(app, [str(argument) for argument in arguments], **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in study, to change, break or lose."""
    return Path(shutil.copytree(Path(protocols.__file__).parent / "skingen", tmp_path / "studies" / "skingen"))
