"""A tidy table column by column, and the forms in which it leaves the record: CSV, Parquet, data frame."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db._export._cells import Cell, csv_cells
from db._export._columns import Column

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Table:
    """The cells of one table."""

    columns: tuple[Column, ...]
    """What the columns are."""
    cells: tuple[Sequence[Cell], ...]
    """The cells of each column, all of one length."""

    @classmethod
    def of(cls, columns: tuple[Column, ...], cells: Mapping[str, Sequence[Cell]]) -> Table:
        """The table of these cells by column."""
        return cls(columns, tuple(cells[column.name] for column in columns))

    @classmethod
    def of_rows(cls, columns: tuple[Column, ...], rows: Sequence[Mapping[str, Cell]]) -> Table:
        """The table of these rows."""
        return cls(columns, tuple([row[column.name] for row in rows] for column in columns))

    def blinded(self) -> Table:
        """The table with the columns left empty that give a condition away."""
        told = zip(self.columns, self.cells, strict=True)
        return Table(self.columns, tuple([None] * len(self) if column.blinded else cells for column, cells in told))

    def __len__(self) -> int:
        return len(self.cells[0])

    def csv(self) -> bytes:
        """UTF-8, comma, a header; missing is empty, booleans are 0 and 1."""
        return csv_bytes([column.name for column in self.columns], self.cells)

    def parquet(self) -> bytes:
        """Fixed types, order and compression, so that equal tables are equal bytes."""
        import pyarrow.parquet as pq

        buffer = io.BytesIO()
        pq.write_table(self._arrow(), buffer, compression="zstd", version="2.6")
        return buffer.getvalue()

    def frame(self) -> pd.DataFrame:
        """Text `str`, integers `Int64`, numbers `float64`, booleans `boolean`."""
        import pandas as pd
        import pyarrow as pa

        dtypes = {
            pa.string(): pd.StringDtype(na_value=float("nan")),
            pa.int64(): pd.Int64Dtype(),
            pa.bool_(): pd.BooleanDtype(),
        }
        return self._arrow().to_pandas(types_mapper=dtypes.get)

    def _arrow(self) -> pa.Table:
        import pyarrow as pa

        types = {
            "text": pa.string(),
            "moment": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
        }
        schema = pa.schema([(column.name, types[column.kind]) for column in self.columns])
        named = {column.name: cells for column, cells in zip(self.columns, self.cells, strict=True)}
        return pa.Table.from_pydict(named, schema)


def csv_bytes(header: Sequence[str], columns: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file of these columns, as Python's `csv` writes its rows, but for a carriage return, at which pandas and R end a row: it is quoted."""
    written = [csv_cells(cells) for cells in columns]
    lines = [",".join(csv_cells(header)), *map(",".join, zip(*written, strict=True)), ""]
    return "\n".join(lines).encode()
