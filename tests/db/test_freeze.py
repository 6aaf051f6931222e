"""Freezing: every picture of a version is in the record, by content, once, and as the manifest says."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from db import Database, StorageError, freeze, store_pictures
from db._freeze import CHUNK_BYTES
from db._verify_pictures import verify_pictures
from protocols import Study
from tests.db.sessions import NOON


def with_files(study: Study, folder: Path, size: int = 10, suffix: str = "") -> Study:
    """The small study with a real file behind every picture, in that folder."""
    payload = study.payload()
    for case in payload["stimuli"]["cases"]:
        for image in (case["photo"], *case["references"]):
            content = f"{image['file']}{suffix}".encode().ljust(size, b".")
            file = folder / study.protocol.stimuli / image["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            image["sha256"] = hashlib.sha256(content).hexdigest()
    return replace(Study.from_payload(payload), folder=folder)


def stored(database: Database) -> int:
    return int(
        database.read(
            lambda record: record.connection.exec_driver_sql("SELECT count(*) FROM stimulus_files").scalar_one()
        )
    )


@pytest.fixture
def pictured(study: Study, tmp_path: Path) -> Study:
    return with_files(study, tmp_path / "study")


def test_every_picture_of_a_version_can_be_read_without_its_folder(
    database: Database, pictured: Study, tmp_path: Path
) -> None:
    version = freeze(database, pictured, "pilot", NOON)
    (tmp_path / "study").rename(tmp_path / "gone")
    frozen = database.read(lambda record: record.study_of(version.id))
    for image in frozen.stimuli.images():
        content = database.read(lambda record, image=image: record.picture(image.sha256))
        assert content is not None
        assert hashlib.sha256(content).hexdigest() == image.sha256
    assert database.read(lambda record: record.picture("0" * 64)) is None


def test_versions_share_their_pictures(database: Database, pictured: Study) -> None:
    assert store_pictures(database, pictured) == stored(database) == len(pictured.stimuli.images())
    assert store_pictures(database, pictured) == 0
    reworded = replace(pictured, texts={"en": {"landing": "Hello again", "sheet": "All about it"}})
    version = freeze(database, reworded, "live", NOON, secret=bytes(32), actor="ann", reason="approved")
    assert (version.number, version.state, stored(database)) == (1, "live", len(pictured.stimuli.images()))


def test_smaller_versions_are_kept_and_audited_like_the_picture(database: Database, pictured: Study) -> None:
    assert pictured.folder is not None
    payload, content = pictured.payload(), b"the same, but smaller"
    smaller = {"file": "images/smaller.webp", "sha256": hashlib.sha256(content).hexdigest(), "width": 256}
    payload["stimuli"]["cases"][0]["photo"]["sizes"] = [smaller]
    (pictured.folder / pictured.protocol.stimuli / smaller["file"]).write_bytes(content)
    sized = replace(Study.from_payload(payload), folder=pictured.folder)
    version = database.write(
        lambda record: record.register_version(sized, "live", NOON, secret=bytes(32), actor="ann", reason="approved")
    )
    missing = database.read(lambda record: verify_pictures(record, version))
    assert {finding.row for finding in missing} == set(sized.stimuli.files())
    store_pictures(database, sized)
    assert database.read(lambda record: record.picture(smaller["sha256"])) == content
    assert database.read(lambda record: verify_pictures(record, version)) == ()


def test_a_version_that_is_there_needs_no_folder(database: Database, pictured: Study) -> None:
    first = freeze(database, pictured, "pilot", NOON)
    again = freeze(database, replace(pictured, folder=None), "pilot", NOON)
    assert again == first


def test_a_picture_that_was_altered_or_lost_stops_the_launch(database: Database, pictured: Study) -> None:
    assert pictured.folder is not None
    file = pictured.folder / pictured.protocol.stimuli / pictured.stimuli.images()[0].file
    file.write_bytes(b"something else")
    with pytest.raises(StorageError, match=r"was altered: its SHA-256 is not the one in the manifest"):
        freeze(database, pictured, "live", NOON, secret=bytes(32))
    file.unlink()
    with pytest.raises(StorageError, match=r"cannot be read: No such file"):
        freeze(database, pictured, "live", NOON, secret=bytes(32))
    with pytest.raises(StorageError, match=r"there is no folder to take it from"):
        freeze(database, replace(pictured, folder=None), "live", NOON, secret=bytes(32))
    assert database.read(lambda record: record.versions()) == ()


def test_a_large_set_is_stored_a_few_megabytes_a_transaction(
    database: Database, study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = with_files(study, tmp_path / "large", size=CHUNK_BYTES // 2)
    write, transactions = database.write, []

    def counted(work):  # type: ignore[no-untyped-def]
        transactions.append(work)
        return write(work)

    monkeypatch.setattr(database, "write", counted)
    assert store_pictures(database, large) == len(large.stimuli.images()) == 2 * len(transactions)


def test_what_is_stored_under_a_hash_has_that_hash(database: Database) -> None:
    with pytest.raises(ValueError, match="its content has another SHA-256"):
        database.write(lambda record: record.add_pictures({"0" * 64: b"something else"}))
    assert stored(database) == 0


def test_stored_pictures_cannot_be_changed_or_removed(database: Database, pictured: Study) -> None:
    store_pictures(database, pictured)
    for statement in ("UPDATE stimulus_files SET sha256 = 'x'", "DELETE FROM stimulus_files"):
        with pytest.raises((DBAPIError, StorageError), match="append-only"):
            database.write(lambda record, statement=statement: record.connection.exec_driver_sql(statement))
