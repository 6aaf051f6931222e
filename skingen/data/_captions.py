"""Captions made of labels: how much of what is known about a picture its caption says."""

from __future__ import annotations

from typing import Literal

from protocols import SkinType
from skingen.data._folder import LabelledPicture

CaptionStyle = Literal["own", "name", "features", "tone"]
"""What a caption says: as written in the folder; the name; the name and features; these and the skin tone."""

SKIN_TONES: dict[SkinType, str] = {
    "I": "very light skin",
    "II": "light skin",
    "III": "intermediate skin",
    "IV": "tan skin",
    "V": "brown skin",
    "VI": "dark skin",
}
"""Skin types in words, after the classes of the individual typology angle (Del Bino & Bernerd 2013)."""


def caption(picture: LabelledPicture, style: CaptionStyle) -> str:
    """The caption of a picture in a style; what the folder does not say is left out.

    >>> picture = LabelledPicture(
    ...     file_name="a.png", caption="a mole", diagnosis="naevus", skin_type="VI", split="train", features="round, brown"
    ... )
    >>> caption(picture, "tone")
    'naevus, round, brown, dark skin'
    """
    if style == "own":
        return picture.caption
    parts = [picture.name or picture.diagnosis.replace("_", " ")]
    if style in ("features", "tone") and picture.features:
        parts.append(picture.features)
    if style == "tone" and picture.skin_type:
        parts.append(SKIN_TONES[picture.skin_type])
    return ", ".join(parts)
