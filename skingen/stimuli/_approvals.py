"""Which pictures reviewers found clinically relevant, from the export of an image review."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from skingen.stimuli._errors import StimuliError

RELEVANCE = "clinically_relevant"
"""The item that decides; its answers are `yes` and `no`."""


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
    verdicts: dict[str, Verdict]
    """By SHA-256 of the picture."""


def load_review(export: Path) -> Review:
    """The verdicts in an export folder of `study export`. `StimuliError` if it is none, or asked no such item."""
    try:
        frozen = json.loads((export / "protocol.json").read_text(encoding="utf-8"))
        with (export / "responses.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["item"] == RELEVANCE and row["value"]]
        pictures = {case["id"]: case["photo"]["sha256"] for case in frozen["stimuli"]["cases"]}
        said: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"yes": [], "no": []})
        for row in rows:
            said[pictures[row["case"]]][row["value"]].append(row["participant"])
    except (OSError, ValueError, KeyError) as error:
        raise StimuliError(f"{export} is no export of an image review (study export).") from error
    if not said:
        raise StimuliError(f"The export {export} holds no answer to `{RELEVANCE}`.")
    verdicts = {
        sha256: Verdict(tuple(sorted(by["yes"])), tuple(sorted(by["no"]))) for sha256, by in sorted(said.items())
    }
    return Review(frozen["protocol"]["id"], frozen["fingerprint"], verdicts)
