"""What the pictures' captions say: the embedded model knows these words and no others."""

from __future__ import annotations

from protocols import SkinType
from skingen.data import CaptionStyle, LabelledPicture, caption

DRAWN_FEATURES: dict[str, str] = {
    "clear_skin": "no lesion",
    "melanoma": "dark uneven patch, several colours, ragged outline",
    "naevus": "small round brown spot, even colour, sharp outline",
    "basal_cell_carcinoma": "shiny pearly bump, rolled edge, fine vessels, crusted centre",
    "plaque_psoriasis": "thick red plaques, sharp edge, silvery scale",
    "atopic_eczema": "itchy red patches, blurred edge, dry cracked surface",
    "acne": "pimples, pustules and blackheads, oily shine",
    "vitiligo": "pale white patches, sharp edge, smooth surface",
    "urticaria": "raised swollen weals, pale centre, red flare",
    "tinea_corporis": "red ring, scaly raised edge, clearing centre",
    "herpes_zoster": "band of grouped blisters on red skin",
}
"""What a lay person can see of each diagnosis as the renderer draws it."""

STYLES: tuple[CaptionStyle, ...] = ("name", "features", "tone")
"""Caption styles that the model is trained with."""


def drawn_caption(diagnosis: str, skin_type: SkinType, style: CaptionStyle = "tone") -> str:
    """The caption of a drawn picture.

    >>> drawn_caption("naevus", "VI")
    'naevus, small round brown spot, even colour, sharp outline, dark skin'
    """
    picture = LabelledPicture(
        file_name="drawn.png",
        caption=diagnosis,
        diagnosis=diagnosis,
        skin_type=skin_type,
        split="train",
        features=DRAWN_FEATURES[diagnosis],
    )
    return caption(picture, style)
