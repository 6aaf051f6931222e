"""A long CSV file, and which of its columns plays which part."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis._gate import column, counted, levels, named, numeric_column
from analysis.data import DataError

REQUIRED = ("participant", "condition", "outcome")
ROLES = (*REQUIRED, "period", "case")
"""Parts that a column can play; the first three are needed."""
MOST_CATEGORIES = 11
"""Whole numbers with more distinct values are taken as a quantity, not as ordered answers."""


@dataclass(frozen=True, eq=False)
class ForeignTable:
    """One row an answer, with the columns `participant, condition, outcome` and, where mapped, `period, case`."""

    frame: pd.DataFrame
    """The rows."""
    columns: Mapping[str, str]
    """Name of each column in the file, by part."""
    reference: str
    """Reference condition."""
    source: str
    """Name of the file."""
    digest: str
    """SHA-256 of the file."""

    @property
    def names(self) -> Mapping[str, str]:
        """What a model calls each part: its column in the file, or the part itself where one column plays two."""
        known = list(self.columns.values())
        usable = len(set(known)) == len(known) and not any("`" in name for name in known)
        return self.columns if usable else {role: role for role in self.columns}

    @property
    def conditions(self) -> list[str]:
        """The conditions, the reference first, the others sorted."""
        return [str(level) for level in self.frame["condition"].cat.categories]

    @property
    def kind(self) -> str:
        """`binary` (two values), `ordinal` (up to eleven whole numbers) or `numeric`."""
        values = self.frame["outcome"].dropna()
        if values.nunique() == 2:
            return "binary"
        whole = bool((values % 1 == 0).all())
        return "ordinal" if whole and values.nunique() <= MOST_CATEGORIES else "numeric"


def parse_map(text: str) -> Mapping[str, str]:
    """Columns by part from `participant=…,condition=…,outcome=…[,period=…][,case=…]`.

    >>> parse_map("participant=id,condition=arm,outcome=trust")["condition"]
    'arm'
    """
    found: dict[str, str] = {}
    for pair in text.split(","):
        role, equals, name = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            raise DataError(f"'{pair}' is not PART=COLUMN, as in participant=id,condition=arm,outcome=trust.")
        if role not in ROLES:
            raise DataError(f"'{role}' is no part that a column can play: the parts are {named(ROLES)}.")
        if role in found:
            raise DataError(f"Two columns are named for {role}: name one.")
        found[role] = name
    absent = [role for role in REQUIRED if role not in found]
    if absent:
        raise DataError(f"No column is named for {named(absent)}: add {absent[0]}=COLUMN.")
    return found


def read_csv(path: str | Path, columns: Mapping[str, str], *, reference: str | None = None) -> ForeignTable:
    """Read a long CSV file: one row an answer, a header, UTF-8.

    Parameters
    ----------
    path
        The file.
    columns
        Its columns by part, see `parse_map`.
    reference
        Reference condition; the first in alphabetical order if absent.

    `DataError` or `AnalysisError` in one sentence where the file cannot be read, a column is absent, an outcome is no number, or
    there are fewer than two conditions.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "sleep.csv"
    >>> _ = path.write_text("id,drug,extra\\n1,a,0.7\\n1,b,1.9\\n")
    >>> table = read_csv(path, parse_map("participant=id,condition=drug,outcome=extra"))
    >>> list(table.conditions), table.kind
    (['a', 'b'], 'binary')
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
        frame = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=True)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text: save it as CSV with that encoding.") from error
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise DataError(f"{path} is no table in CSV form: {error}.") from error
    found = {role: column(frame, name, role) for role, name in columns.items()}
    found["outcome"] = numeric_column(frame, columns["outcome"], "outcome")
    known = [str(level) for level in levels(found["condition"])]
    if len(known) < 2:
        raise DataError(
            f"Column '{columns['condition']}' has {counted(len(known), 'condition')}: at least two are needed to compare."
        )
    first = reference or known[0]
    if first not in known:
        raise DataError(f"There is no condition '{first}': the conditions are {named(known)}.")
    ordered = [first, *(level for level in known if level != first)]
    labels = found["condition"].map(str, na_action="ignore")
    found["condition"] = pd.Series(pd.Categorical(labels, categories=ordered), index=frame.index)
    for role in ("participant", "case"):
        if role in found:
            found[role] = found[role].map(str, na_action="ignore").astype("str")
    return ForeignTable(pd.DataFrame(found), dict(columns), first, path.name, sha256(raw).hexdigest())
