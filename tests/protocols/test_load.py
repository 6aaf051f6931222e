"""Loading: what cannot be read is refused with file, line, reason and fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocols import Finding, ProtocolError, Study, load_study


def replaced(path: Path, old: str, new: str) -> int:
    """Replaces a text that occurs once, and gives its line."""
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def findings_of(folder: Path) -> tuple[Finding, ...]:
    with pytest.raises(ProtocolError) as caught:
        load_study(folder)
    return caught.value.findings


def test_a_study_survives_its_payload_unchanged(study: Study) -> None:
    again = Study.from_payload(study.payload())
    assert again.fingerprint == study.fingerprint
    assert again.protocol == study.protocol


def test_the_fingerprint_changes_with_a_single_word(folder: Path, study: Study) -> None:
    (folder / "texts/en/sheet.md").write_text("Another text of the tests.\n")
    assert load_study(folder).fingerprint != study.fingerprint


def test_a_built_in_study_is_found_by_its_name() -> None:
    assert load_study("skingen").protocol.id == "skingen"


def test_a_misspelt_name_brings_a_suggestion() -> None:
    (finding,) = findings_of(Path("skingn"))
    assert finding.fix == "did you mean `skingen`?"


def test_yes_and_no_are_words(study: Study) -> None:
    assert study.protocol.allocation.strata[0].levels["any"] == ("yes",)


@pytest.mark.parametrize(
    ("old", "new", "path", "reason", "fix"),
    [
        (
            "      panel: true",
            "      pannel: true",
            "trial.steps[1].pannel",
            "unknown field `pannel`",
            "did you mean `panel`?",
        ),
        (
            "  target: 144",
            "  seed: 3",
            "allocation.target",
            "the field `target` is missing",
            "add it: Participants to be allocated",
        ),
        (
            "  kind: crossover",
            "  kind: crosover",
            "design.kind",
            "`crosover` is not known here",
            "did you mean `crossover`?",
        ),
        (
            "    - kind: practice",
            "    - kind: practise",
            "flow.before[4]",
            "`practise` is not known here",
            "did you mean `practice`?",
        ),
        (
            "max_length: 20",
            "max_length: many",
            "flow.before[1].ask[1].item.max_length",
            "input should be a valid integer",
            "`max_length` means: Largest number",
        ),
        (
            "max_length: 20",
            "max_len: 20",
            "flow.before[1].ask[1].item.max_len",
            "unknown field `max_len`",
            "did you mean `max_length`?",
        ),
        ('version: "1"', "version: 1.0", "version", "`1.0` is not text", "put it in quotes"),
        ("title: A small study", "title: 2026-01-01", "title", "`2026-01-01` is not text", "put it in quotes"),
        (
            "  block_sizes: [4, 8]\n",
            "",
            "allocation",
            "permuted blocks need `block_sizes`",
            "add some, for example [4, 8]",
        ),
    ],
)
def test_structure_is_checked_with_line_and_fix(
    folder: Path, old: str, new: str, path: str, reason: str, fix: str
) -> None:
    line = replaced(folder / "study.yaml", old, new)
    (finding,) = findings_of(folder)
    assert finding.severity == "error"
    assert finding.file == "study.yaml"
    assert finding.path == path
    assert reason in finding.reason
    assert fix in finding.fix
    assert finding.line == line or path in ("allocation.target", "allocation")


def test_every_structural_finding_is_reported_at_once(folder: Path) -> None:
    replaced(folder / "study.yaml", "  target: 144", "  target: none")
    replaced(folder / "study.yaml", "completion: {code: DONE-1}", "completion: {code: done}")
    assert {finding.path for finding in findings_of(folder)} == {"allocation.target", "completion.code"}


def test_a_key_given_twice_is_refused(folder: Path) -> None:
    replaced(folder / "study.yaml", "retention: 2030-01-31", "retention: 2030-01-31\ntitle: Again")
    (finding,) = findings_of(folder)
    assert (finding.path, finding.reason) == ("title", "the key is given twice")
    assert finding.fix == "keep one; the first is in line 2"


def test_malformed_yaml_names_the_line(folder: Path) -> None:
    line = replaced(folder / "study.yaml", "  kind: crossover", "  kind: [crossover")
    (finding,) = findings_of(folder)
    assert "not valid YAML" in finding.reason
    assert finding.line is not None
    assert finding.line >= line


def test_malformed_json_names_the_line(folder: Path) -> None:
    (folder / "stimuli/manifest.json").write_text('{\n "id": \n}')
    (finding,) = findings_of(folder)
    assert (finding.file, finding.line) == ("stimuli/manifest.json", 3)


def test_a_manifest_error_names_its_line(folder: Path) -> None:
    line = replaced(folder / "stimuli/manifest.json", '"id": "case-a4"', '"ident": "case-a4"')
    missing, unknown = findings_of(folder)
    assert missing.path == "cases[4].id"
    assert (unknown.path, unknown.line) == ("cases[4].ident", line)


def test_an_unknown_instrument_brings_a_suggestion(folder: Path) -> None:
    line = replaced(folder / "study.yaml", "instrument: mood", "instrument: nasatlx")
    (finding,) = findings_of(folder)
    assert str(finding) == (
        f"study.yaml:{line} flow.period[1].ask[0].instrument: there is no instrument `nasatlx`; did you mean `nasa_tlx`?"
    )


@pytest.mark.parametrize("name", ["study.yaml", "instruments/mood.yaml"])
def test_a_file_that_is_no_text_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe\x00")
    (finding,) = findings_of(folder)
    assert finding.reason == "the file is not UTF-8 text"


def test_an_empty_file_is_refused(folder: Path) -> None:
    (folder / "study.yaml").write_text("")
    (finding,) = findings_of(folder)
    assert finding.file == "study.yaml"
