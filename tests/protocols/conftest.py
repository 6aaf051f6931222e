"""A small study on disk that a test may damage, and its loaded form."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from protocols import Report, Study, check_study, load_study
from protocols._document import read_document

TINY = Path(__file__).parent / "data" / "tiny"
SKIN_TYPES = ("I", "II", "III", "IV", "V", "VI")

Change = Callable[[Any], None]


def image(folder: Path, name: str, depicts: str, skin_type: str) -> dict[str, Any]:
    content = f"picture {name}".encode()
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "images" / f"{name}.webp").write_bytes(content)
    return {
        "file": f"images/{name}.webp",
        "sha256": hashlib.sha256(content).hexdigest(),
        "width": 8,
        "height": 8,
        "depicts": depicts,
        "skin_type": skin_type,
        "origin": "drawn",
        "licence": "CC0-1.0",
        "source": "Made for the tests.",
    }


def case(folder: Path, case_id: str, skin_type: str, right: bool) -> dict[str, Any]:
    named = "psoriasis" if right else "eczema"
    options = [{"id": option, "label": option.upper()} for option in "abc"]
    return {
        "id": case_id,
        "photo": image(folder, f"{case_id}-photo", "psoriasis", skin_type),
        "truth": "psoriasis",
        "skin_type": skin_type,
        "answer": {"diagnosis": named, "text": "It is scaly.", "model": "recorded"},
        "ai_correct": right,
        "references": [image(folder, f"{case_id}-reference", named, skin_type)],
        "options": ["psoriasis", "eczema", "acne", "tinea"],
        "keyed": [
            {"id": f"{case_id}-q", "prompt": f"Question {case_id}?", "options": options, "key": "b", "rationale": "So."}
        ],
    }


def write_stimuli(folder: Path) -> None:
    cases = [case(folder, "case-p1", "III", True)]
    for letter in "ab":
        cases += [
            case(folder, f"case-{letter}{number}", skin_type, number > 2)
            for number, skin_type in enumerate(SKIN_TYPES, start=1)
        ]
    manifest = {
        "id": "tiny",
        "title": "Tiny",
        "purpose": "demonstration",
        "licence": "CC0-1.0",
        "authors": ["Nobody"],
        "made_with": "the tests",
        "diagnoses": {name: name.title() for name in ("psoriasis", "eczema", "acne", "tinea")},
        "cases": cases,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))


@cache
def as_written(name: str) -> Any:
    return read_document(TINY / name, name).value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small study."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    write_stimuli(folder / "stimuli")
    return folder


@pytest.fixture
def study(folder: Path) -> Study:
    return load_study(folder)


@pytest.fixture
def damaged(folder: Path) -> Callable[[str, Change], Report]:
    """Changes a file of the study (written back as JSON, which is YAML too) and reports what the linter then says."""

    def change(name: str, edit: Change) -> Report:
        value = copy.deepcopy(as_written(name) if name.endswith(".yaml") else json.loads((folder / name).read_text()))
        edit(value)
        (folder / name).write_text(json.dumps(value, indent=1, default=str))
        return check_study(folder)

    return change
