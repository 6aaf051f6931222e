from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db import AuditRow, Database, VersionRow
from protocols import load_study
from tests.cli.conftest import Study

pytestmark = pytest.mark.slow


def change(folder: Path) -> None:
    """Another target in the study's folder."""
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("target: 144") == 1
    file.write_text(text.replace("target: 144", "target: 160"), encoding="utf-8")


def versions(url: str) -> tuple[VersionRow, ...]:
    return Database(url).read(lambda record: record.versions("skingen"))


def audited(url: str) -> list[AuditRow]:
    return list(Database(url).read(lambda record: record.audit_log()))


def test_a_version_is_launched_paused_reopened_and_closed(study: Study, database_url: str) -> None:
    for command, said in (
        ("launch", "is live"),
        ("pause", "is paused"),
        ("reopen", "is live"),
        ("close", "is closed"),
    ):
        result = study(command, "skingen", "--reason", f"because of {command}")
        assert result.exit_code == 0, result.output
        assert said in result.output

    again = study("launch", "skingen")
    assert again.exit_code == 1
    assert "closed for good" in str(again.exception)
    [version] = versions(database_url)
    assert (version.state, version.number) == ("closed", 1)
    log = audited(database_url)
    assert [row.action for row in log] == ["launch", "pause", "reopen", "close", "reveal"]
    assert [row.detail["reason"] for row in log[:4]] == [f"because of {row.action}" for row in log[:4]]
    assert all(row.actor.startswith("command line (") for row in log)


def test_a_launch_prints_and_records_what_a_preregistration_needs(study: Study, database_url: str) -> None:
    said = study("launch", "skingen").output
    [version] = versions(database_url)
    [launch] = audited(database_url)
    assert version.secret is not None
    heads = [f"1:live:{chain}:0:{version.fingerprint}" for chain in ("allocations", "answers")]
    assert launch.detail["heads"] == heads
    assert launch.detail["secret_commitment"] == version.secret_commitment
    for line in (version.fingerprint, version.secret_commitment, *heads):
        assert str(line) in said
    assert version.secret.hex() not in said + str(launch.detail)


@pytest.mark.parametrize(
    ("steps", "remedy"),
    [
        ((), "Change the study first, or close it"),
        (("pause",), "study reopen"),
        (("close",), "closed for good"),
    ],
)
def test_an_unchanged_study_is_not_launched_again(
    study: Study, database_url: str, steps: tuple[str, ...], remedy: str
) -> None:
    for step in ("launch", *steps):
        study(step, "skingen")
    refused = study("launch", "skingen", "--yes")
    assert refused.exit_code == 1
    assert remedy in str(refused.exception)
    assert len(versions(database_url)) == 1


def test_a_changed_study_becomes_the_next_version_after_a_question(
    study: Study, database_url: str, folder: Path
) -> None:
    study("launch", folder)
    change(folder)

    asked = study("launch", folder, input="n\n")
    assert asked.exit_code == 1
    assert "allocation: target 144 → 160" in asked.output
    assert [version.state for version in versions(database_url)] == ["live"]

    assert study("launch", folder, input="y\n").exit_code == 0
    assert [version.state for version in versions(database_url)] == ["closed", "live"]
    closing, launch = audited(database_url)[-2:]
    assert (closing.action, closing.detail["reason"]) == ("close", "version 2 was launched")
    assert (launch.action, launch.detail["changes"]) == ("launch", ["allocation: target 144 → 160"])


def test_a_paused_version_is_reopened_as_it_was_whatever_the_folder_holds(
    study: Study, database_url: str, folder: Path
) -> None:
    study("launch", folder)
    study("pause", folder)
    change(folder)
    assert study("reopen", folder).exit_code == 0
    [version] = versions(database_url)
    assert version.state == "live"
    frozen = Database(database_url).read(lambda record: record.study_of(version.id))
    assert frozen.protocol.allocation.target == 144

    study("pause", folder)
    assert study("launch", folder, "--yes").exit_code == 0
    assert [(version.number, version.state) for version in versions(database_url)] == [(1, "closed"), (2, "live")]
    assert study("reopen", folder).exit_code == 1


@pytest.mark.parametrize("harm", ["broken", "gone"])
def test_recruitment_can_be_steered_when_the_folder_cannot_be_loaded(
    study: Study, database_url: str, folder: Path, harm: str
) -> None:
    study("launch", folder)
    if harm == "broken":
        (folder / "study.yaml").write_text("title: [")
    else:
        shutil.rmtree(folder)
    for command in ("pause", "reopen", "close", "audit"):
        assert study(command, folder).exit_code == 0
    assert study("launch", folder, "--yes").exit_code == 1
    assert [version.state for version in versions(database_url)] == ["closed"]


def test_the_secret_is_shown_at_close_and_not_before(study: Study, database_url: str, folder: Path) -> None:
    outputs = [study(command, folder).output for command in ("launch", "pause", "reopen", "audit", "check")]
    [version] = versions(database_url)
    assert version.secret is not None
    secret = version.secret.hex()
    assert not any(secret in output for output in outputs)

    assert secret in study("close", folder).output
    assert secret in study("close", folder).output  # whoever lost it may ask again
    assert secret not in str(audited(database_url))
    [closed] = versions(database_url)
    assert closed.revealed_at is not None


def test_the_secret_waits_for_whoever_is_on_the_way_to_a_first_case(
    study: Study, database_url: str, folder: Path
) -> None:
    study("launch", folder)
    database = Database(database_url)
    from study_app.flow import Joined, SessionFlow

    [version] = versions(database_url)
    flow = SessionFlow(database, version, load_study(folder), mode="live")
    joined = flow.join()
    assert isinstance(joined, Joined)
    assert version.secret is not None

    closed = study("close", folder)
    assert closed.exit_code == 0
    assert "1 participants are on their way" in closed.output
    assert version.secret.hex() not in closed.output

    flow.withdraw(joined.token, erase=False)
    assert version.secret.hex() in study("close", folder, "--version", 1).output
    assert study("close", folder, "--version", 7).exit_code == 1


def test_what_was_never_launched_cannot_be_paused(study: Study) -> None:
    study("migrate")
    assert "never launched" in str(study("pause", "skingen").exception)


def test_unblinding_is_asked_for_audited_and_happens_once(study: Study, database_url: str) -> None:
    study("launch", "skingen")
    assert study("unblind", "skingen").exit_code == 1  # nobody said yes while recruitment goes on
    study("close", "skingen")
    assert "is unblinded" in study("unblind", "skingen", "--reason", "data are locked").output
    assert "was unblinded on" in study("unblind", "skingen").output
    [version] = versions(database_url)
    assert version.unblinded_at is not None
    log = audited(database_url)
    assert [row.action for row in log] == ["launch", "close", "reveal", "unblind"]
    assert log[-1].detail["reason"] == "data are locked"
