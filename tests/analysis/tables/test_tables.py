from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis import run_plan
from analysis.tables import latex, word, write_tables
from tests.analysis.data.made_up import ANALYSIS, made_up, made_up_study

FRAME = pd.DataFrame({"term": ["a & b_1", "50 %"], "estimate": [-0.12345, float("nan")], "n": [32, 31]})
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_latex_escapes_and_aligns() -> None:
    lines = latex(FRAME, "Effects_of 5%").splitlines()
    assert lines[1] == r"\caption{Effects\_of 5\%}"
    assert lines[2] == r"\begin{tabular}{lrr}"
    assert lines[6:8] == [r"a \& b\_1 & $-$0.123 & 32 \\", r"50 \% & -- & 31 \\"]


def test_word_holds_every_cell_and_equal_tables_equal_bytes() -> None:
    document = word({"Effects <all>": FRAME})
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        assert packed.namelist()[0] == "[Content_Types].xml"
        root = ElementTree.fromstring(packed.read("word/document.xml"))
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{W}tc")] for row in root.iter(f"{W}tr")]
    assert rows == [["term", "estimate", "n"], ["a & b_1", "−0.123", "32"], ["50 %", "–", "31"]]
    assert "Effects <all>" in "".join(root.itertext())
    assert document == word({"Effects <all>": FRAME})


@pytest.mark.slow
def test_the_tables_of_a_study_are_written(tmp_path: Path) -> None:
    first, *_ = ANALYSIS["hypotheses"]
    plan = made_up_study(hypotheses=[{key: value for key, value in first.items() if key != "model"}], resamples=200)
    results = run_plan(made_up(plan, participants=8))
    written = write_tables(results, tmp_path / "deep" / "tables")
    assert sorted(path.suffix for path in written) == [".csv"] * 3 + [".docx"] + [".tex"] * 3
    again = pd.read_csv(tmp_path / "deep" / "tables" / "estimates.csv")
    assert again["estimate"].tolist() == pytest.approx(results.summary()["estimate"].tolist(), nan_ok=True)
