from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from study_app.cli._beside import WORTH_IT, second_process

BUSY = """
import time
from study_app.cli import _beside

if __name__ == "__main__":
    _beside._processors = lambda: 2
    with _beside.second_process(_beside.WORTH_IT, "json.tool") as beside:
        beside.submit(time.time).result()
        beside.submit(time.sleep, 600)
        print("busy", flush=True)
        time.sleep(600)
"""


@pytest.fixture
def processors(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Two of them, unless a test says otherwise; in a program of its own, as the command is."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    monkeypatch.setattr("study_app.cli._beside._processors", lambda: 2)
    return monkeypatch


def test_few_participants_are_not_worth_a_process(processors: pytest.MonkeyPatch) -> None:
    with second_process(WORTH_IT - 1, "json.tool") as beside:
        assert beside is None


def test_one_processor_is_not_shared(processors: pytest.MonkeyPatch) -> None:
    processors.setattr("study_app.cli._beside._processors", lambda: 1)
    with second_process(WORTH_IT, "json.tool") as beside:
        assert beside is None


def test_the_second_process_has_loaded_what_it_needs(processors: pytest.MonkeyPatch) -> None:
    with second_process(WORTH_IT, "json.tool") as beside:
        assert beside is not None
        assert beside.submit(eval, "'json.tool' in __import__('sys').modules").result()
    assert "json.tool" not in sys.modules


def test_the_second_process_does_not_outlive_a_killed_command(tmp_path: Path) -> None:
    script = tmp_path / "busy.py"
    script.write_text(BUSY, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "busy\n"
        command.kill()
        # both hold the other end: it closes when the last of them has gone
        command.communicate(timeout=60)
