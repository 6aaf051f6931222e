"""Which pictures reviewers found clinically relevant, from the export of an image review."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from skingen.stimuli._errors import StimuliError


@dataclass(frozen=True)
class Verdict:
    """What the reviewers said about one picture."""

    approved_by: tuple[str, ...]
    """Random names of the reviewers who found it clinically relevant."""
    refused_by: tuple[str, ...]
    """Random names of those who did not."""

    def is_approval(self, reviewers: int) -> bool:
        """Whether at least `reviewers` judged it and more than half of them approved."""
        judged = len(self.approved_by) + len(self.refused_by)
        return judged >= reviewers and 2 * len(self.approved_by) > judged


@dataclass(frozen=True)
class Review:
    """The verdicts of one image review."""

    study: str
    """Study of the review."""
    fingerprint: str
    """Fingerprint of its frozen version."""
    mode: str
    """`live`, `pilot`, or `bot` where nobody looked at a picture."""
    verdicts: dict[str, Verdict]
    """By SHA-256 of the picture."""


def load_review(export: Path) -> Review:
    """The verdicts in an export folder of `study export`: answers to the item that its protocol names as `relevance`.

    `StimuliError` if it is no such export, declares no `analysis.review`, or holds no answer.
    """
    try:
        frozen = json.loads((export / "protocol.json").read_text(encoding="utf-8"))
        pictures = {case["id"]: case["photo"]["sha256"] for case in frozen["stimuli"]["cases"]}
        study, declared = frozen["protocol"]["id"], frozen["protocol"]["analysis"]["review"]
        if declared is None:
            raise StimuliError(f"{study} in {export} is no image review: its analysis declares no `review`.")
        modes = {row["mode"] for row in _rows(export / "participants.csv")}
        said: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"yes": [], "no": []})
        for row in _rows(export / "responses.csv"):
            if row["item"] == declared["relevance"] and row["value"]:
                said[pictures[row["case"]]][row["value"]].append(row["participant"])
    except (OSError, ValueError, KeyError) as error:
        raise StimuliError(f"{export} is no export of an image review (study export).") from error
    if not said:
        raise StimuliError(f"The export {export} holds no answer to `{declared['relevance']}`.")
    verdicts = {
        sha256: Verdict(tuple(sorted(by["yes"])), tuple(sorted(by["no"]))) for sha256, by in sorted(said.items())
    }
    return Review(study, frozen["fingerprint"], ", ".join(sorted(modes)), verdicts)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
