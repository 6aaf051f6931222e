"""Pictures of a training: grids of samples and curves of losses."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture

from skingen._files import write_whole
from skingen.renderer import DIAGNOSES, SKIN_TYPES

_WIDTH, _HEIGHT, _MARGIN = 300, 190, 44


def write_grid(images: NDArray[np.uint8], file: Path) -> None:
    """One round of pictures `(66, size, size, 3)` as JPEG: a diagnosis a column, a skin type a row."""
    size = images.shape[1]
    cells = images.reshape(len(DIAGNOSES), len(SKIN_TYPES), size, size, 3)
    grid = cells.transpose(1, 2, 0, 3, 4).reshape(len(SKIN_TYPES) * size, len(DIAGNOSES) * size, 3)
    content = io.BytesIO()
    Picture.fromarray(np.ascontiguousarray(grid)).save(content, "JPEG", quality=82, optimize=True)
    write_whole(file, content.getvalue())


def write_curves(losses: Mapping[str, Sequence[float]], steps: Mapping[str, int], file: Path) -> None:
    """Losses of each stage over its steps as SVG, one panel a stage, logarithmic."""
    panels = []
    for place, (stage, values) in enumerate(losses.items()):
        panels.append(f'<g transform="translate({place * _WIDTH} 0)">{_panel(stage, values, steps[stage])}</g>')
    width = _WIDTH * len(panels)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" '
        f'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(panels)}</svg>\n"
    )
    write_whole(file, drawing.encode())


def _panel(stage: str, values: Sequence[float], steps: int) -> str:
    low, high = min(values), max(values)
    span = math.log(high / low) or 1.0
    inner_width, inner_height = _WIDTH - 1.5 * _MARGIN, _HEIGHT - 1.6 * _MARGIN
    points = " ".join(
        f"{_MARGIN + inner_width * (place + 0.5) / len(values):.1f},"
        f"{0.8 * _MARGIN + inner_height * math.log(high / value) / span:.1f}"
        for place, value in enumerate(values)
    )
    bottom = 0.8 * _MARGIN + inner_height
    return (
        f'<text x="{_MARGIN}" y="20" font-weight="bold">{stage}</text>'
        f'<path d="M{_MARGIN} {0.8 * _MARGIN:.1f}V{bottom:.1f}h{inner_width:.1f}" fill="none" stroke="#888"/>'
        f'<text x="{_MARGIN - 4}" y="{0.8 * _MARGIN + 4:.1f}" text-anchor="end">{high:.3g}</text>'
        f'<text x="{_MARGIN - 4}" y="{bottom:.1f}" text-anchor="end">{low:.3g}</text>'
        f'<text x="{_MARGIN + inner_width:.1f}" y="{bottom + 16:.1f}" text-anchor="end">{steps} steps</text>'
        f'<polyline points="{points}" fill="none" stroke="#2b6cb0" stroke-width="1.5"/>'
    )
