"""Labelled pictures: an image folder with `metadata.jsonl`, and the captions made of its labels."""

from skingen._door import lazily
from skingen.data._captions import SKIN_TONES, CaptionStyle, caption
from skingen.data._folder import ImageFolder, ImageFolderError, LabelledPicture, Split, load_image_folder
from skingen.data._picture import PictureError, Pixels, fitted, png, read_mask, read_picture, webp

__all__ = [
    "SKIN_TONES",
    "CaptionStyle",
    "ImageFolder",
    "ImageFolderError",
    "LabelledPicture",
    "PictureError",
    "Pixels",
    "Split",
    "caption",
    "draw_image_folder",
    "fitted",
    "load_image_folder",
    "png",
    "read_mask",
    "read_picture",
    "webp",
]

__getattr__ = lazily(__name__, {"draw_image_folder": "_practice"})
