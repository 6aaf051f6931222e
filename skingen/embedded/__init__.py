"""The embedded model: a small Stable Diffusion that draws skin, trained from nothing on the renderer's pictures.

It makes the whole pipeline run truly on a processor and without a model hub. Its pictures are as schematic as those
that it learned from; none shows a person.
"""

from skingen._door import lazily
from skingen.embedded._captions import DRAWN_FEATURES, drawn_caption
from skingen.embedded._paths import embedded_features_path, embedded_model_path
from skingen.embedded._recipe import Recipe, RecipeName, load_recipe

__all__ = [
    "DRAWN_FEATURES",
    "CheckpointError",
    "Features",
    "Made",
    "Recipe",
    "RecipeName",
    "drawn_caption",
    "embedded_features_path",
    "embedded_model_path",
    "load_features",
    "load_recipe",
    "make_embedded_model",
]

__getattr__ = lazily(
    __name__,
    {
        "CheckpointError": "_learning",
        "Features": "_features",
        "Made": "_make",
        "load_features": "_features",
        "make_embedded_model": "_make",
    },
)
