"""The compose file, the image and the units name only what exists, and agree with each other."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from study_app.cli import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("study@.service", "study-console.service")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return services


def parsed(arguments: list[str]) -> dict[str, Any]:
    """The parameters of `study serve`, as its own command line reads them."""
    group: Any = typer.main.get_command(app)
    context = group.commands[arguments[0]].make_context(arguments[0], arguments[1:])
    return dict(context.params)


def test_nginx_and_compose_name_the_same_apps(services: dict[str, Any]) -> None:
    upstream = re.findall(r"^\s+server (\S+):(\d+)", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"), re.MULTILINE)
    apps = {
        name: parsed(service["command"])
        for name, service in services.items()
        if "participant" in service.get("command", [])
    }
    assert dict(upstream) == {name: str(options["port"]) for name, options in apps.items()}
    assert len(apps) == 2
    assert {options["address"] for options in apps.values()} == {"0.0.0.0"}


def test_the_console_and_the_database_are_not_on_the_internet(services: dict[str, Any]) -> None:
    assert services["console"]["ports"] == ["127.0.0.1:8502:8502"]
    assert parsed(services["console"]["command"])["console_port"] == 8502
    assert "ports" not in services["database"]
    assert [name for name, service in services.items() if "ports" in service] == ["console", "nginx"]


def test_every_file_that_is_mounted_or_copied_exists(services: dict[str, Any]) -> None:
    mounts = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    assert [mount for mount in mounts if mount.startswith(".")] == ["./nginx.conf", "./tls"]
    assert "deploy/tls/" in (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")  # made by the administrator
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for names in copied for name in names.split() if not (ROOT / name).exists()] == []


def test_the_image_has_every_package_and_the_driver() -> None:
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {name for name in packages if f"COPY {name} {name}" not in image} == set()
    assert "requirements/postgresql.txt" in image


@pytest.mark.parametrize("name", UNITS)
def test_units_start_a_command_that_exists_and_may_write_where_the_database_is(name: str) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name)
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    options = parsed([argument.replace("%i", "8501") for argument in arguments])
    assert program.endswith("/.venv/bin/study")
    assert options["only"] == ("console" if "console" in name else "participant")
    assert options["address"] == "127.0.0.1"
    folder = f"/var/lib/{unit['Service']['StateDirectory']}/"
    assert f"STUDY_DATABASE_URL=sqlite:///{folder}" in (DEPLOY / name).read_text(encoding="utf-8")
