"""Freeze a stimulus set: approved pictures alone, with who approved them, under a seal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from protocols import Case, Picture, ProtocolError, StimulusSet
from skingen._files import write_whole
from skingen.stimuli._approvals import Review
from skingen.stimuli._build import whole_folder, write_manifest
from skingen.stimuli._cards import write_cards
from skingen.stimuli._check import check
from skingen.stimuli._errors import StimuliError
from skingen.stimuli._seal import SEAL, seal


@dataclass(frozen=True)
class Frozen:
    """What was frozen."""

    sha256: str
    """Of the seal: names the frozen set."""
    stimuli: StimulusSet
    refused: tuple[str, ...]
    """Files of pictures left out, since no reviewers approved them."""


def freeze(folder: Path, out: Path, review: Review | None, reviewers: int = 2, references: int = 1) -> Frozen:
    """Copy the set in `folder` to the new folder `out`, with cards, approvals and a seal.

    With a `review`, generated and drawn pictures are taken only if at least `reviewers` judged them and more than half
    found them clinically relevant; every case keeps at least `references` reference images. None takes all pictures,
    and the cards say that nobody reviewed them. `ProtocolError` lists the errors of a set that `check` finds wrong;
    `StimuliError` names cases that lose a photo or too many references, and refuses a research set
    that only bots or a pilot reviewed. `out` is there whole or not at all.
    """
    if (folder / SEAL).is_file():
        raise StimuliError(f"{folder} is frozen already.")
    report = check(folder)
    if report.errors:
        raise ProtocolError(report.errors)
    if review is not None and review.mode != "live" and report.stimuli.purpose == "research":
        raise StimuliError(
            f"The review {review.study} was no live one ({review.mode}); a research set needs live reviewers."
        )
    stimuli = report.stimuli if review is None else _approved(report.stimuli, review, reviewers, references)
    kept = {picture.file for picture in stimuli.images()}
    refused = tuple(picture.file for picture in report.stimuli.images() if picture.file not in kept)
    with whole_folder(out) as draft:
        (draft / "images").mkdir()
        for file in sorted(stimuli.files()):
            shutil.copyfile(folder / file, draft / file)
        write_manifest(draft, stimuli)
        write_cards(draft, stimuli, review, reviewers)
        if review is not None:
            approvals = {"rule": {"reviewers": reviewers, "share": "more than half"}} | asdict(review)
            write_whole(draft / "approvals.json", (json.dumps(approvals, indent=2) + "\n").encode())
        digest = seal(draft)
    return Frozen(digest, stimuli, refused)


def _approved(stimuli: StimulusSet, review: Review, reviewers: int, references: int) -> StimulusSet:
    def is_approved(picture: Picture) -> bool:
        verdict = review.verdicts.get(picture.sha256)
        return picture.origin == "photo" or (verdict is not None and verdict.is_approval(reviewers))

    lost = [case.id for case in stimuli.cases if not is_approved(case.photo)]
    if lost:
        raise StimuliError(f"The photo is not approved of {', '.join(lost)}; have it reviewed, or replace the case.")
    cases = tuple(_with(case, is_approved) for case in stimuli.cases)
    poor = [case.id for case in cases if len(case.references) < references]
    if poor:
        raise StimuliError(
            f"Fewer than {references} approved reference images are left of {', '.join(poor)}; generate others."
        )
    pictures = tuple(picture for picture in stimuli.pictures if is_approved(picture))
    return stimuli.model_copy(update={"cases": cases, "pictures": pictures})


def _with(case: Case, is_approved: Callable[[Picture], bool]) -> Case:
    """The case with its approved pictures alone; without the true one, the debrief takes another of the set."""
    true = case.true_reference
    return case.model_copy(
        update={
            "references": tuple(image for image in case.references if is_approved(image)),
            "true_reference": true if true is not None and is_approved(true) else None,
        }
    )
