from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Study

MAP = "participant=id,condition=arm,outcome=y"


def test_a_table_from_elsewhere_is_reported(study: Study, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,arm,y\n" + "".join(f"{n},a,{n % 4}.5\n{n},b,{n % 5 + 1}.25\n" for n in range(9)))

    result = study("report", "--csv", table, "--map", MAP, "--out", tmp_path / "deep" / "report.html")

    assert result.exit_code == 0, result.output
    assert "b against a" in (tmp_path / "deep" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("report",), "name either a study, or a file"),
        (("report", "skingen", "--csv", "x.csv", "--map", MAP), "name either a study, or a file"),
        (("report", "--csv", "x.csv"), "--csv needs --map"),
        (("report", "skingen", "--map", MAP), "belong to --csv"),
    ],
)
def test_a_wrong_call_is_told(study: Study, tmp_path: Path, call: tuple[str, ...], words: str) -> None:
    result = study(*call, "--out", tmp_path / "report.html")
    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())


def test_a_wrong_table_is_one_sentence(study: Study, tmp_path: Path) -> None:
    result = study("report", "--csv", tmp_path / "none.csv", "--map", MAP, "--out", tmp_path / "report.html")
    assert str(result.exception) == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory."


def test_a_pdf_without_a_browser_is_one_sentence_and_the_page_is_there(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("analysis.printing._browser.APPLICATIONS", ())
    table = tmp_path / "table.csv"
    table.write_text("id,arm,y\n" + "".join(f"{n},a,{n % 4}.5\n{n},b,{n % 5 + 1}.25\n" for n in range(9)))

    result = study(
        "report", "--csv", table, "--map", MAP, "--out", tmp_path / "report.html", "--pdf", tmp_path / "report.pdf"
    )

    assert result.exit_code == 1
    assert "there is no Chromium or Chrome on this machine" in str(result.exception)
    assert (tmp_path / "report.html").is_file()
