"""Every command that README and docs show works as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from study_app.bots import Effects
from study_app.bots._effects import NAMES
from study_app.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SERVED_ELSEWHERE = ("study serve",)
"""Commands that do not end by themselves: tests/cli/test_serve.py starts them."""


def commands(page: Path) -> list[str]:
    """Lines of the shell blocks of a page."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shell_blocks_run_from_top_to_bottom(page: Path, tmp_path: Path) -> None:
    (tmp_path / "protocols").symlink_to(ROOT / "protocols")
    environment = os.environ | {"STUDY_DATABASE_URL": f"sqlite:///{tmp_path}/study.sqlite3"}
    for line in commands(page):
        if line.startswith("make "):
            target = shlex.split(line)[1]
            assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE), line
        elif line.startswith("study ") and not line.startswith(SERVED_ELSEWHERE):
            call = [sys.executable, "-c", "from study_app.cli import main; main()", *shlex.split(line)[1:]]
            ended = subprocess.run(
                call, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=280, check=False
            )
            assert ended.returncode == 0, (line, ended.stderr)
        else:
            pytest.fail(f"{page.name} shows a command that no test runs: {line}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_command_and_every_effect_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    names = [f"study {command.callback.__name__}" for command in app.registered_commands if command.callback]
    names += [
        f"study {group.name} {command.callback.__name__}"
        for group in app.registered_groups
        if group.typer_instance is not None
        for command in group.typer_instance.registered_commands
        if command.callback
    ]
    assert len(names) > 10
    assert [name for name in names if f"| `{name}" not in text] == []
    defaults = Effects()
    assert [name for name in NAMES if f"| `{name}` | {getattr(defaults, name)} |" not in text] == []
