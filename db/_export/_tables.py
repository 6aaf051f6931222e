"""A tidy table column by column, and the forms in which it leaves the record: CSV, Parquet, data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db._export._cells import Cell, csv_cells
from db._export._columns import Column

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Table:
    """The cells of one table."""

    columns: tuple[Column, ...]
    """What the columns are."""
    cells: tuple[list[Cell], ...]
    """The cells of each column, all of one length."""

    @classmethod
    def of(cls, columns: tuple[Column, ...], rows: Sequence[Mapping[str, Cell]]) -> Table:
        """The table of these rows."""
        return cls(columns, tuple([row[column.name] for row in rows] for column in columns))

    def __len__(self) -> int:
        return len(self.cells[0])

    def csv(self) -> bytes:
        """UTF-8, comma, a header; missing is empty, booleans are 0 and 1."""
        written = (
            csv_cells(cells) if column.kind in {"number", "boolean"} else cells
            for column, cells in zip(self.columns, self.cells, strict=True)
        )
        return csv_bytes([column.name for column in self.columns], zip(*written, strict=True))

    def parquet(self) -> bytes:
        """Fixed types, order and compression, so that equal tables are equal bytes."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {
            "text": pa.string(),
            "moment": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
        }
        schema = pa.schema([(column.name, types[column.kind]) for column in self.columns])
        buffer = io.BytesIO()
        named = {column.name: cells for column, cells in zip(self.columns, self.cells, strict=True)}
        pq.write_table(pa.Table.from_pydict(named, schema), buffer, compression="zstd", version="2.6")
        return buffer.getvalue()

    def frame(self) -> pd.DataFrame:
        """Text `str`, integers `Int64`, numbers `float64`, booleans `boolean`."""
        import pandas as pd

        dtypes = {"text": "str", "moment": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
        return pd.DataFrame(
            {
                column.name: pd.Series(cells, dtype=dtypes[column.kind])
                for column, cells in zip(self.columns, self.cells, strict=True)
            },
            copy=False,
        )


def csv_bytes(header: Iterable[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file of cells that are text or whole numbers; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
