"""An image review of the pictures of a stimulus set: a study ready to be checked, tried out and launched."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path
from typing import Literal

import protocols
from protocols import StimulusSet, Study, load_study
from skingen._files import write_whole
from skingen.stimuli._build import whole_folder
from skingen.stimuli._errors import StimuliError
from skingen.stimuli._review_set import review_set

BUILT_IN = Path(protocols.__file__).parent / "image_review"
"""The review from which every other one takes its pages and texts."""


def review_study(folder: Path, out: Path, genuine: Literal["photo", "generated", "drawn"] = "photo") -> Study:
    """Write a review of the set in `folder` to the new folder `out`, whose name becomes the study's id.

    Pages and texts are those of the built-in review; d' tells pictures of origin `genuine` from the others. The folder is
    there whole or not at all. `StimuliError` where its name is no id; `ProtocolError` lists the errors of a set that `check`
    finds wrong.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", out.name):
        raise StimuliError(f"{out.name} cannot be the id of a study; use lower case, digits and underscores.")
    declared = (BUILT_IN / "study.yaml").read_text(encoding="utf-8")
    with whole_folder(out) as draft:
        stimuli = review_set(folder, draft / "stimuli")
        shutil.copytree(BUILT_IN / "texts", draft / "texts")
        write_whole(draft / "study.yaml", _declared(declared, out.name, stimuli, genuine).encode())
        load_study(draft)
    return load_study(out)


def _declared(text: str, name: str, stimuli: StimulusSet, genuine: str) -> str:
    """The built-in declaration with another id, other pictures and another genuine origin; comments stay."""
    names = ", ".join(case.id for case in stimuli.cases)
    lines = textwrap.indent(textwrap.fill(names, width=112, break_on_hyphens=False), " " * 6)
    for pattern, replacement in (
        (r"^id: \w+$", f"id: {name}"),
        (r"^    pictures: \[.*?\]$", f"    pictures: [\n{lines}\n    ]"),
        (r"^    genuine: \w+$", f"    genuine: {genuine}"),
    ):
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE | re.DOTALL)
        assert count == 1, f"the built-in review has {count} places like {pattern}"
    return text
