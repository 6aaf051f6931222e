from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from study_app.cli._children import App, run_apps
from study_app.cli._problems import CommandError
from tests.cli.conftest import Study
from tests.cli.test_recruitment import change


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


@pytest.mark.slow
def test_both_apps_run_until_they_are_told_to_stop(tmp_path: Path) -> None:
    participant, console = free_port(), free_port()
    command = python("from study_app.cli import main; main()")
    command += ["serve", "skingen", "--port", str(participant), "--console-port", str(console)]
    environment = os.environ | {"STUDY_DATABASE_URL": f"sqlite:///{tmp_path}/new/study.sqlite3"}
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = [line for line in iter(server.stdout.readline, "Stop with Ctrl+C.\n") if line]
        assert urlopen(f"http://127.0.0.1:{participant}/healthz").status == 200
        assert urlopen(f"http://127.0.0.1:{console}/_stcore/health").status == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0

    assert [line.split()[0] for line in said] == ["Console", "Study", "Participant", "Console"]
    assert "shown only now: researcher / " in said[0]
    assert f":{participant}/" in said[2]
    assert f":{console}/" in said[3]
    assert is_free(participant)
    assert is_free(console)


def test_an_app_that_ends_by_itself_takes_the_other_along(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    lasting = python(f"import os, signal; open({str(pid)!r}, 'w').write(str(os.getpid())); signal.pause()")
    failing = python(f"import sys\nwhile not open({str(pid)!r}, 'a+').seek(0, 2): pass\nsys.exit(3)")
    apps = [App("participant", "127.0.0.1", free_port(), lasting), App("console", "127.0.0.1", free_port(), failing)]

    with pytest.raises(CommandError, match=r"console app ended by itself \(exit code 3\)"):
        run_apps(apps, lambda: pytest.fail("they were never ready"))

    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_the_apps_end_with_a_server_that_is_killed() -> None:
    port = free_port()
    app = f"App('participant', '127.0.0.1', {port}, python_module('http.server', '{port}', '--bind', '127.0.0.1'))"
    script = f"from study_app.cli._children import *; run_apps([{app}], lambda: print('ready', flush=True))"
    with subprocess.Popen(python(script), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        assert "ready\n" in server.stdout
        server.kill()
        server.stdout.read()  # comes to its end when the last process that holds it has ended
    assert is_free(port)


def test_a_port_in_use_is_said_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match="choose another port with --console-port"):
            App("console", "127.0.0.1", port, []).require_free_port()


@pytest.fixture
def served(study: Study, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, dict[str, str]]]:
    """Calls `study serve` without starting a process; gives what it says and what the processes would get to know."""
    for name in ("STUDY_FOLDER", "STUDY_VERSION"):
        monkeypatch.setenv(name, "from before")
    monkeypatch.setattr("study_app.cli._children.run_apps", lambda apps, ready: ready())

    def serve(folder: Path, *arguments: object) -> tuple[str, dict[str, str]]:
        result = study("serve", folder, "--only", "participant", "--port", free_port(), *arguments)
        assert result.exit_code == 0, result.output
        told = {name: os.environ[name] for name in ("STUDY_FOLDER", "STUDY_VERSION") if name in os.environ}
        return result.output, told

    return serve


@pytest.mark.slow
def test_a_changed_folder_is_told_and_the_launched_version_served(
    study: Study, folder: Path, served: Callable[..., tuple[str, dict[str, str]]]
) -> None:
    assert "test data until `study launch`" in served(folder)[0]
    study("launch", folder)
    assert "changed" not in served(folder)[0]
    change(folder)
    said, told = served(folder)
    assert "has changed since version 1 was launched:\n  allocation: target 144 → 160\n" in said
    assert "version 1, live: live" in said
    assert told == {"STUDY_FOLDER": str(folder)}
    (folder / "study.yaml").write_text("title: [")
    assert "The folder cannot be loaded; the launched version is served from the record." in served(folder)[0]
    assert "version 1, live: live" in served(folder)[0]


@pytest.mark.slow
def test_an_old_version_is_served_as_a_preview(
    study: Study, folder: Path, served: Callable[..., tuple[str, dict[str, str]]]
) -> None:
    study("launch", folder)
    change(folder)
    study("launch", folder, "--yes")
    said, told = served(folder, "--version", 1)
    assert "version 1, pilot: a preview, test data" in said
    assert told == {"STUDY_FOLDER": str(folder), "STUDY_VERSION": "1"}
