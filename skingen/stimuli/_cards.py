"""The two cards beside a manifest: what the data are, and which models spoke and drew."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from protocols import StimulusSet
from skingen._files import write_whole
from skingen.stimuli._approvals import Review
from skingen.stimuli._balance import spread


def write_cards(folder: Path, stimuli: StimulusSet, review: Review | None = None, reviewers: int = 0) -> None:
    """Write `data_card.md` and `model_card.md`; `reviewers` had to judge each picture of a `review`."""
    environment = Environment(
        loader=PackageLoader("skingen.stimuli"),
        autoescape=False,  # noqa: S701 (Markdown, not HTML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pictures = stimuli.images()
    about = {
        "stimuli": stimuli,
        "pictures": pictures,
        "origins": Counter(picture.origin for picture in pictures),
        "sources": sorted({(picture.source, picture.licence) for picture in pictures}),
        "spread": spread(stimuli),
        "review": review,
        "reviewers": reviewers,
        "speakers": _speakers(stimuli),
        "painters": _painters(stimuli),
    }
    for name in ("data_card.md", "model_card.md"):
        write_whole(folder / name, environment.get_template(f"{name}.j2").render(about).encode())


def _speakers(stimuli: StimulusSet) -> list[tuple[str, int, int]]:
    """Model with revision, its answers, and how many of them are right."""
    said: dict[str, list[bool]] = {}
    for case in stimuli.cases:
        if case.answer is None:
            continue
        name = " ".join(filter(None, (case.answer.model, case.answer.revision)))
        said.setdefault(name, []).append(bool(case.ai_correct))
    return [(name, len(right), sum(right)) for name, right in sorted(said.items())]


def _painters(stimuli: StimulusSet) -> list[tuple[str, str, int]]:
    """Model, SHA-256 of its LoRA ("none" without one), and its pictures."""
    made = Counter(
        (picture.model or "not recorded", picture.lora_sha256 or "none")
        for picture in stimuli.images()
        if picture.origin != "photo"
    )
    return [(model, lora, count) for (model, lora), count in sorted(made.items())]
