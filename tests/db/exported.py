"""Reads an export as a stranger would."""

from __future__ import annotations

import csv
from pathlib import Path


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of one of its tables."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
