from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def call(*arguments: str, database: Path) -> subprocess.CompletedProcess[str]:
    """The console script, as a user would."""
    return subprocess.run(
        [sys.executable, "-c", "from study_app.cli import main; main()", *arguments],
        env=os.environ | {"STUDY_DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("check", "skingn"), 1, "did you mean `skingen`?"),
        (("pause", "skingen"), 1, "does not exist. Create it with `study migrate`"),
        (("withdraw", "p-1", "--yes"), 1, "does not exist. Create it with `study migrate`"),
        (("simulate", "skingen", "--participants", "many", "--seed", "1"), 2, "--participants"),
        (("simulate", "skingen", "--participants", "1", "--seed", "1", "--effect", "trst=1"), 2, "trst"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_a_users_mistake_ends_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    ended = call(*arguments, database=tmp_path / "missing" / "study.sqlite3")

    assert ended.returncode == code
    assert sentence in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_cannot_be_written_stops_the_app_before_anyone_can_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    ended = call("serve", "skingen", "--port", "1", database=tmp_path / "file" / "study.sqlite3")

    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1


def test_help_loads_none_of_the_rooms() -> None:
    script = (
        "import sys\nfrom study_app.cli import app\n"
        "heavy = {'pandas', 'plotly', 'scipy', 'sqlalchemy', 'streamlit', 'pydantic', 'numpy'}\n"
        "sys.exit(sorted(heavy & set(sys.modules)) or None)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
