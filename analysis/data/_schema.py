"""Columns of the tidy tables, and the check that a frame has them."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from analysis._gate import AnalysisError

Kind = Literal["text", "integer", "number", "boolean"]


class DataError(AnalysisError):
    """The data of a study are incomplete, or not what they say they are."""


def _columns(**kinds: str) -> Mapping[str, Kind]:
    listed: dict[str, Kind] = {}
    for kind in ("text", "integer", "number", "boolean"):
        listed |= dict.fromkeys(kinds.get(kind, "").split(), kind)
    return MappingProxyType(listed)


TABLES: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "participants": _columns(
            text="participant study version fingerprint mode status language stratum sequence created_at consented_at "
            "allocated_at completed_at last_page screen_out_code",
            number="duration_seconds",
            integer="failed_attention_checks",
        ),
        "allocations": _columns(
            text="participant stratum sequence method allocated_at fingerprint previous_hash hash",
            integer="row block slot stream_index",
        ),
        "trials": _columns(
            text="participant sequence case case_set condition label skin_type truth ai_answer first_judgement "
            "final_judgement keyed_question keyed_answer",
            integer="period position",
            number="first_confidence final_confidence duration_seconds",
            boolean="ai_correct first_correct final_correct keyed_correct",
        ),
        "responses": _columns(
            text="participant page case condition instrument item value missing option_order answered_at",
            integer="period position item_position changes",
            number="first_answer_ms",
        ),
        "timings": _columns(text="participant page kind key measure", number="milliseconds"),
        "events": _columns(text="participant page kind server_time detail", number="client_ms"),
    }
)
"""Kind of every column that the analysis expects, by table; further columns are kept as they are."""

_DTYPES: Mapping[Kind, str] = {"text": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
_TRUTHS = {"1": True, "0": False, "true": True, "false": False, "1.0": True, "0.0": False}


def conform(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the declared columns in their dtypes: text `str`, integers `Int64`, numbers `float64`, booleans
    `boolean`; an empty cell is missing.

    `DataError` names table, column, row and value where that cannot be done.
    """
    declared = TABLES[table]
    absent = [name for name in declared if name not in frame.columns]
    if absent:
        known = [str(name) for name in frame.columns]
        close = get_close_matches(absent[0], known, n=1)
        hint = f" (did you mean '{close[0]}'?)" if close else ""
        raise DataError(
            f"Table '{table}' has no column '{absent[0]}'{hint}: "
            f"{len(absent)} of {len(declared)} expected columns are absent. Export the study again."
        )
    columns = {name: _converted(frame[name], table, kind) for name, kind in declared.items()}
    extra = {name: frame[name].reset_index(drop=True) for name in frame.columns if name not in declared}
    return pd.DataFrame({**columns, **extra}, copy=False)


def _converted(values: pd.Series, table: str, kind: Kind) -> pd.Series:
    values = values.reset_index(drop=True)
    if values.dtype == "str" and kind == "text":
        return values.mask(values == "")
    if values.dtype == _DTYPES[kind] and kind != "text":
        return values
    cells = values.astype(object).where(values.notna(), None)
    cells = cells.where(cells != "", None)
    if kind == "text":
        return cells.map(str, na_action="ignore").astype("str")
    converted = cells.map(_truth, na_action="ignore") if kind == "boolean" else pd.to_numeric(cells, errors="coerce")
    wrong = pd.Series(converted).isna() & cells.notna()
    if kind == "integer":
        wrong |= pd.Series(converted).notna() & (pd.Series(converted).astype("float64") % 1 != 0)
    if wrong.any():
        row = int(wrong.idxmax())
        raise DataError(
            f"Table '{table}', column '{values.name}', row {row + 1}: {values[row]!r} is not {_WANTED[kind]}. "
            "The file was edited after the export; export the study again."
        )
    return pd.Series(converted).astype(_DTYPES[kind]).rename(values.name)


_WANTED = {"integer": "a whole number", "number": "a number", "boolean": "0 or 1"}


def _truth(cell: Any) -> bool | None:
    return _TRUTHS.get(str(cell).lower())
