"""The data of a study from wherever they lie, for notebooks and scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.data import Dataset
    from db import Database, Package


def read_dataset(source: str | Path, *, study: str = "skingen", mode: str = "bot") -> Dataset:
    """The tables of a study with its frozen protocol.

    Parameters
    ----------
    source
        Folder of an export, or address of a database such as `sqlite:///data/study.sqlite3`.
    study
        Id of the study, where a database holds several.
    mode
        `live`, `pilot` or `bot`: which sessions of a database.

    Raises
    ------
    DataError
        The export is damaged, or there is none.
    """
    from analysis.data import load

    if "://" not in str(source):
        return load(source)
    from db import Database

    return recorded_dataset(Database(str(source)), study, mode)


def recorded_dataset(database: Database, study: str, mode: str, version: int | None = None) -> Dataset:
    """What `load` gives for the folder that `export` would have written, without writing it.

    `LookupError` if there is no such study or version.
    """
    from db import nothing_collected, read_package

    with nothing_collected():
        return _dataset_of(read_package(database, study, mode, version=version))


def _dataset_of(package: Package) -> Dataset:
    from analysis.data import Dataset

    return Dataset.from_frames(
        package.frames(),
        package.study,
        fingerprint=package.fingerprint,
        simulation=package.simulation,
        files=package.digests(),
    )
