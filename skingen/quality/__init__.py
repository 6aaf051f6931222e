"""How good generated pictures are, against real ones that no model has seen."""

from skingen.quality._consistency import Namer
from skingen.quality._diversity import diversity
from skingen.quality._extractor import Extractor, ExtractorError, load_extractor
from skingen.quality._kid import Kid, kid, mean_kid
from skingen.quality._tone import tone_error, typology_angles

__all__ = [
    "Extractor",
    "ExtractorError",
    "Kid",
    "Namer",
    "diversity",
    "kid",
    "load_extractor",
    "mean_kid",
    "tone_error",
    "typology_angles",
]
