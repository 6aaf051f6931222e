"""What is opened when a server starts: the launched version, whatever became of its folder and of the software."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from db import Database, Runtime, StorageError
from protocols import ProtocolError
from study_app import runtime
from study_app.flow import Joined, Submission
from study_app.runtime import installed_runtime, open_study, study_id
from tests.cli.conftest import Study
from tests.cli.test_recruitment import change

pytestmark = pytest.mark.slow


@pytest.fixture
def database(study: Study, database_url: str) -> Database:
    study("migrate")
    return Database(database_url)


def test_what_was_never_launched_is_a_pilot_of_what_the_folder_holds(database: Database, folder: Path) -> None:
    first = open_study(database, folder)
    change(folder)
    second = open_study(database, folder)
    assert [(opened.mode, opened.version.number) for opened in (first, second)] == [("pilot", 1), ("pilot", 2)]
    [log] = {row.action for row in database.read(lambda record: record.audit_log())}
    assert log == "pilot"


def test_the_launched_version_is_served_whatever_the_folder_holds(
    study: Study, database: Database, folder: Path
) -> None:
    study("launch", folder)
    launched = open_study(database, folder)
    change(folder)
    assert open_study(database, folder) == launched
    (folder / "study.yaml").write_text("title: [")
    assert open_study(database, folder) == launched
    shutil.rmtree(folder)
    assert open_study(database, folder) == launched
    assert launched.study.protocol.allocation.target == 144


def test_an_old_version_can_be_previewed_and_takes_no_live_slot(study: Study, database: Database, folder: Path) -> None:
    study("launch", folder)
    change(folder)
    study("launch", folder, "--yes")
    shutil.rmtree(folder)
    preview = open_study(database, folder, 1)
    assert (preview.mode, preview.version.state, preview.study.protocol.allocation.target) == ("pilot", "closed", 144)
    joined = preview.flow().join()
    assert isinstance(joined, Joined)
    arrived = {
        mode: len(database.read(lambda record, mode=mode: record.participants(1, mode))) for mode in ("live", "pilot")
    }
    assert arrived == {"live": 0, "pilot": 1}
    with pytest.raises(StorageError, match="no version 3 of skingen: it has 2"):
        open_study(database, folder, 3)


def test_any_version_is_exported_when_its_folder_is_gone(
    study: Study, database: Database, folder: Path, tmp_path: Path
) -> None:
    study("launch", folder)
    assert isinstance(open_study(database, folder).flow().join(), Joined)
    change(folder)
    study("launch", folder, "--yes")
    assert isinstance(open_study(database, folder).flow().join(), Joined)
    shutil.rmtree(folder)

    old, new = database.read(lambda record: record.versions("skingen"))
    for version, target in ((old, 144), (new, 160)):
        out = tmp_path / str(version.number)
        exported = study("export", folder, "--version", version.number, "--out", out)
        assert exported.exit_code == 0, exported.output
        frozen = json.loads((out / "protocol.json").read_text())
        assert (frozen["fingerprint"], frozen["protocol"]["allocation"]["target"]) == (version.fingerprint, target)
        assert len((out / "participants.csv").read_text().splitlines()) == 2


def test_a_study_is_known_by_its_name_when_its_folder_is_gone(study: Study, database: Database, folder: Path) -> None:
    study("launch", folder)
    shutil.rmtree(folder)
    assert study_id(database, folder) == "skingen"
    with pytest.raises(ProtocolError):
        study_id(database, folder.parent / "other")


def test_a_study_is_known_by_its_name_whatever_else_is_broken(study: Study, database: Database, folder: Path) -> None:
    manifest = folder / "stimuli" / "manifest.json"
    assert manifest.is_file()
    manifest.write_text("{", encoding="utf-8")
    assert study_id(database, folder) == "skingen"


def test_other_software_after_a_restart_is_one_event_and_stamped_on_later_pages(
    study: Study, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study("launch", folder)
    before = open_study(database, folder)
    joined = before.flow().join()
    assert isinstance(joined, Joined)
    agreement = Submission(answers={"agreement": "agreed"})
    saved = before.flow().submit(joined.token, str(joined.view.page_token), agreement)
    assert saved.view is not None

    updated = Runtime((*before.runtime.packages, "a-security-fix==1.0"))
    monkeypatch.setattr(runtime, "installed_runtime", lambda: updated)
    after = open_study(database, folder)
    open_study(database, folder)  # a second replica
    assert after.version.number == 1
    log = database.read(lambda record: record.audit_log())
    assert [row.action for row in log] == ["launch", "runtime"]
    assert (log[1].detail["before"], log[1].detail["after"]) == (before.runtime.hash, updated.hash)
    kept = database.read(lambda record: record.runtime(updated.hash))
    assert kept is not None
    assert set(kept.packages) - set(before.runtime.packages) == {"a-security-fix==1.0"}

    assert after.flow().view(joined.token) == saved.view
    after.flow().submit(joined.token, str(saved.view.page_token), Submission(decision="decline"))
    [person] = database.read(lambda record: record.participants(1, "live"))
    stamps = [page.runtime for page in database.read(lambda record: record.pages_of(person))]
    assert stamps == [before.runtime.hash, None]


def test_the_runtime_names_the_app_and_every_package_once() -> None:
    packages = installed_runtime().packages
    assert list(packages) == sorted(set(packages))
    assert any(package.startswith("skingen-study==") for package in packages)
