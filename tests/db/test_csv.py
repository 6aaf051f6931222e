"""CSV files say what the tables hold: as Python's `csv` writes them, and read back by `csv` and by pandas."""

import csv
import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from db._export._cells import Cell
from db._export._tables import csv_bytes

TEXTS = st.none() | st.text(st.sampled_from("ab,;\"' \n=é"), min_size=1, max_size=6)
NUMBERS = st.none() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.tuples(TEXTS, NUMBERS, st.none() | st.booleans()), max_size=8)


def columns(rows: list[tuple[Cell, ...]]) -> list[list[Cell]]:
    return [[row[place] for row in rows] for place in range(3)]


@given(ROWS)
def test_rows_are_those_of_the_csv_module(rows: list[tuple[Cell, ...]]) -> None:
    expected = io.StringIO()
    writer = csv.writer(expected, lineterminator="\n")
    writer.writerow(["text", "number", "truth"])
    whole = [[int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row] for row in rows]
    writer.writerows([[int(cell) if isinstance(cell, bool) else cell for cell in row] for row in whole])
    assert csv_bytes(["text", "number", "truth"], columns(rows)).decode() == expected.getvalue()


@given(st.lists(st.text(st.sampled_from('a,"\n\r'), min_size=1, max_size=6), min_size=1, max_size=6))
def test_breaks_of_any_kind_stay_within_their_cell(texts: list[str]) -> None:
    """A carriage return ends a row for pandas and for R, unless it is quoted."""
    written = csv_bytes(["text", "place"], [texts, list(range(len(texts)))])
    found = pd.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
    assert found["text"].tolist() == texts
    assert found["place"].tolist() == [str(place) for place in range(len(texts))]
    read = list(csv.reader(io.StringIO(written.decode(), newline="")))[1:]
    assert [row[0] for row in read] == texts
