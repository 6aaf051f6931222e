"""The data of a study from wherever they lie, for notebooks and scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.data import Dataset
    from db import Package


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
    from db import Database, read_package

    return dataset_of(read_package(Database(str(source)), study, mode))


def dataset_of(package: Package) -> Dataset:
    """What `load` gives for the folder that `export` would have written, without writing it."""
    from analysis.data import Dataset

    return Dataset.from_frames(
        package.frames(),
        package.study,
        fingerprint=package.fingerprint,
        simulation=package.simulation,
        files=package.digests(),
    )
