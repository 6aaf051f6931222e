"""docs/data.md names every table and column, of the export and of the database, in the words of their definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from db._export import TABLES
from db.tables import Base

DOCS = Path(__file__).parents[2] / "docs" / "data.md"


def export_tables() -> dict[str, str]:
    """A Markdown table for each table of the export."""
    found = {}
    for table, columns in TABLES.items():
        lines = ["| column | type | meaning |", "|---|---|---|"]
        for column in columns:
            unit = f" ({column.unit})" if column.unit else ""
            values = f" Values: {column.values}." if column.values else ""
            blinded = " *Withheld.*" if column.blinded else ""
            lines.append(f"| `{column.name}` | {column.kind}{unit} | {column.description}{values}{blinded} |")
        found[table] = "\n".join(lines)
    return found


def database_tables() -> dict[str, str]:
    """A Markdown table for each table of the database."""
    found = {}
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__):
        lines = ["| column | meaning |", "|---|---|"]
        lines += [f"| `{column.name}` | {column.comment} |" for column in mapper.local_table.c]
        found[mapper.class_.__tablename__] = f"{(mapper.class_.__doc__ or '').strip()}\n\n" + "\n".join(lines)
    return found


@pytest.mark.parametrize(("table", "text"), export_tables().items())
def test_export_tables_are_documented(table: str, text: str) -> None:
    assert f"### {table}\n\n{text}\n" in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(("table", "text"), database_tables().items())
def test_database_tables_are_documented(table: str, text: str) -> None:
    assert f"### `{table}`\n\n{text}\n" in DOCS.read_text(encoding="utf-8")
