"""The comparison page: the ranking and a grid of pictures for each strategy, in one file."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

from skingen.data import Pixels
from skingen.strategies._outcome import Outcome

_QUALITY = 85


def comparison_page(
    outcomes: Sequence[Outcome],
    extractor: str,
    naming_accuracy: float | None,
    grids: Mapping[str, Mapping[str, Sequence[Pixels]]],
) -> str:
    """The page as HTML. `grids`: some pictures of each diagnosis, by the title of the strategy."""
    environment = Environment(
        loader=PackageLoader("skingen.strategies"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    shown = {
        title: {diagnosis: [_data_url(picture) for picture in pictures] for diagnosis, pictures in rows.items()}
        for title, rows in grids.items()
    }
    return environment.get_template("comparison.html.j2").render(
        outcomes=outcomes, extractor=extractor, naming_accuracy=naming_accuracy, grids=shown
    )


def _data_url(picture: Pixels) -> str:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"
