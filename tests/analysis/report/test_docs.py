"""What docs/analysis.md shows works, and what it names exists."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from analysis.outcomes import MEASURES
from tests.analysis.data.made_up import made_up_frames, made_up_study, write_export

DOCS = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = made_up_study()
    write_export(tmp_path / "export", study, made_up_frames(study, participants=8))
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", DOCS, flags=re.DOTALL)
    exec(compile(example, "docs/analysis.md", "exec"), {})
    assert (tmp_path / "report.html").stat().st_size > 1_000_000
    assert (tmp_path / "estimates.csv").read_text().startswith("hypothesis,family,n,p_adjusted,term,estimate")


def test_every_function_it_names_exists() -> None:
    for module, name in re.findall(r"`(analysis\.\w+)\.(\w+)\(", DOCS):
        assert callable(getattr(import_module(module), name))


def test_every_measure_is_explained() -> None:
    assert set(re.findall(r"`(\w+)`", DOCS)) >= set(MEASURES)
