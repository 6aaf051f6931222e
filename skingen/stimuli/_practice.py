"""A practice plan: the demonstration cases with drawn photos and recorded answers, to be built by the pipeline."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import yaml

from skingen._files import write_whole
from skingen.data import LabelledPicture, png
from skingen.demo import WrittenCase, written_set
from skingen.embedded import DRAWN_FEATURES, drawn_caption
from skingen.renderer import VERSION, render
from skingen.stimuli._errors import StimuliError
from skingen.stimuli._plan import PlannedCase, RecordedAnswer, References, StimulusPlan

_DRAWN = "Schematic, drawn by program (skingen.renderer); not a photograph of a person."


def draw_plan(
    folder: Path, size: int = 256, base: str = "embedded", on_progress: Callable[[int, int], None] = lambda *_: None
) -> StimulusPlan:
    """Write `stimuli.yaml` and the drawn `photos/` of the demonstration cases, edge `size` pixels, into a new folder.

    A set built from it has the cases of the built-in study. `StimuliError` where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StimuliError(f"{folder} holds something already; name another folder.")
    (folder / "photos").mkdir(parents=True)
    written = written_set()
    lines = []
    for case in written.cases:
        drawn = render(case.truth, case.skin_type, case.seed, size)
        write_whole(folder / "photos" / f"{case.id}.png", png(drawn.image, {"Description": _DRAWN}))
        lines.append(_line(case))
        on_progress(len(lines), len(written.cases))
    write_whole(folder / "photos" / "metadata.jsonl", ("\n".join(lines) + "\n").encode())
    plan = StimulusPlan(
        id="practice",
        title="Practice set: drawn photos, recorded answers, generated reference images",
        purpose="demonstration",
        licence=written.licence,
        authors=written.authors,
        diagnoses=written.diagnoses,
        photos=Path("photos"),
        photo_origin="drawn",
        photo_model=f"skingen.renderer {VERSION}",
        photo_licence=written.licence,
        photo_source=_DRAWN,
        references=References(base=base, features=DRAWN_FEATURES, licence=written.licence),
        cases=tuple(_case(case) for case in written.cases),
    )
    plain = plan.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120)
    write_whole(folder / "stimuli.yaml", text.encode())
    return plan


def _line(case: WrittenCase) -> str:
    picture = LabelledPicture(
        file_name=f"{case.id}.png",
        caption=drawn_caption(case.truth, case.skin_type),
        diagnosis=case.truth,
        skin_type=case.skin_type,
        split="test",
    )
    return json.dumps(picture.model_dump(mode="json", exclude_none=True))


def _case(case: WrittenCase) -> PlannedCase:
    answer = case.answer
    return PlannedCase(
        id=case.id,
        photo=f"{case.id}.png",
        options=case.options,
        keyed=case.keyed,
        answer=RecordedAnswer(
            diagnosis=answer.diagnosis,
            text=answer.text,
            alternatives=answer.alternatives,
            advice=answer.advice,
            author="; ".join(written_set().authors),
        ),
        sensitive=case.sensitive,
    )
