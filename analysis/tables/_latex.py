"""A table as LaTeX."""

import pandas as pd

from analysis.tables._cells import cell

_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": "$-$", "–": "--"}
)


def latex(frame: pd.DataFrame, caption: str) -> str:
    """A `table` with rules of the booktabs package, text columns left and numbers right.

    Parameters
    ----------
    frame
        One row a line; missing values are printed as dashes.
    caption
        Words above the table.

    Examples
    --------
    >>> import pandas as pd
    >>> "trust\\\\_answer & $-$0.500" in latex(pd.DataFrame({"term": ["trust_answer"], "estimate": [-0.5]}), "Effects")
    True
    """
    sides = "".join("r" if pd.api.types.is_numeric_dtype(frame[name]) else "l" for name in frame.columns)
    head = " & ".join(_escaped(str(name).replace("_", " ")) for name in frame.columns)
    rows = [" & ".join(_escaped(cell(value)) for value in row) for row in frame.itertuples(index=False)]
    lines = [
        r"\begin{table}",
        rf"\caption{{{_escaped(caption)}}}",
        rf"\begin{{tabular}}{{{sides}}}",
        r"\toprule",
        rf"{head} \\",
        r"\midrule",
        *(rf"{row} \\" for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
