import subprocess
import sys

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

from skingen.renderer import DIAGNOSES, ITA_BANDS, SKIN_TYPES, render
from skingen.renderer._colour import decoded, lab

LESIONS = [diagnosis for diagnosis in DIAGNOSES if diagnosis != "clear_skin"]
# least and greatest part of the picture that a lesion may cover
COVER = {
    "melanoma": (0.03, 0.30),
    "naevus": (0.01, 0.12),
    "basal_cell_carcinoma": (0.04, 0.25),
    "plaque_psoriasis": (0.03, 0.35),
    "atopic_eczema": (0.08, 0.45),
    "acne": (0.02, 0.25),
    "vitiligo": (0.03, 0.40),
    "urticaria": (0.05, 0.50),
    "tinea_corporis": (0.05, 0.45),
    "herpes_zoster": (0.03, 0.35),
}


def test_the_same_arguments_give_the_same_bytes():
    first, second = render("melanoma", "IV", 5, 64), render("melanoma", "IV", 5, 64)
    assert first.image.tobytes() == second.image.tobytes()
    assert first.mask.tobytes() == second.mask.tobytes()
    assert (first.ita, first.parameters) == (second.ita, second.parameters)


@pytest.mark.parametrize("other", [("melanoma", "IV", 6), ("melanoma", "V", 5), ("naevus", "IV", 5)])
def test_another_argument_gives_another_picture(other):
    assert not np.array_equal(render("melanoma", "IV", 5, 64).image, render(*other, 64).image)


@pytest.mark.parametrize("size", [33, 64, 200])
def test_any_size_is_drawn(size):
    picture = render("acne", "II", 1, size)
    assert picture.image.shape == (size, size, 3)
    assert picture.image.dtype == np.uint8
    assert picture.mask.shape == (size, size)


@pytest.mark.parametrize("diagnosis", LESIONS)
def test_one_seed_gives_one_composition_at_every_size(diagnosis):
    small = render(diagnosis, "III", 3, 128)
    large = render(diagnosis, "III", 3, 256)
    shrunk = large.mask.reshape(128, 2, 128, 2).mean(axis=(1, 3)) > 0.5
    overlap = (small.mask & shrunk).sum() / (small.mask | shrunk).sum()
    assert overlap > 0.75
    assert small.parameters == large.parameters


@pytest.mark.parametrize("diagnosis", LESIONS)
def test_a_close_view_shows_the_lesion_larger_on_skin_alone(diagnosis):
    near, far = ([render(diagnosis, "III", seed, 64, view) for seed in range(4)] for view in ("close", "setting"))
    assert np.mean([picture.mask.mean() for picture in near]) > 1.3 * np.mean([picture.mask.mean() for picture in far])
    assert len({picture.parameters["across_mm"] for picture in near}) == 1


@pytest.mark.parametrize("skin_type", SKIN_TYPES)
def test_clear_skin_seen_close_is_even(skin_type):
    low, high = ITA_BANDS[skin_type]
    for seed in range(12):
        picture = render("clear_skin", skin_type, seed, 64, "close")
        assert low < picture.ita < high
        brightness = picture.image.mean(axis=-1)
        # cloth, and shade on a limb, differ by more
        assert np.ptp(brightness.reshape(4, 16, 4, 16).mean(axis=(1, 3))) < 20


@pytest.mark.parametrize("skin_type", SKIN_TYPES)
def test_clear_skin_measures_inside_its_band(skin_type):
    low, high = ITA_BANDS[skin_type]
    for seed in range(12):
        picture = render("clear_skin", skin_type, seed, 64)
        assert low < picture.ita < high
        assert not picture.mask.any()


@pytest.mark.parametrize("diagnosis", LESIONS)
@pytest.mark.parametrize("skin_type", SKIN_TYPES)
def test_a_lesion_is_there_and_can_be_seen(diagnosis, skin_type):
    picture = render(diagnosis, skin_type, 2, 64)
    low, high = COVER[diagnosis]
    assert low < picture.mask.mean() < high
    colours = lab(decoded(picture.image / 255.0))
    middle = np.s_[8:56, 8:56]
    mask = picture.mask[middle]
    outside = np.median(colours[middle][~mask], axis=0)
    differences = np.linalg.norm(colours[middle][mask] - outside, axis=-1)
    assert np.percentile(differences, 75) > 5.0


@pytest.mark.parametrize("skin_type", SKIN_TYPES)
def test_pigment_goes_the_right_way(skin_type):
    for diagnosis, sign in (("melanoma", -1), ("naevus", -1), ("vitiligo", 1)):
        picture = render(diagnosis, skin_type, 4, 64)
        brightness = picture.image.mean(axis=-1)
        beside = binary_dilation(picture.mask, iterations=8) & ~binary_dilation(picture.mask, iterations=3)
        assert sign * (np.median(brightness[picture.mask]) - np.median(brightness[beside])) > 5


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("measles", "II", 1), "measles"), (("acne", "VII", 1), "VII"), (("acne", "II", -1), "seed -1")],
)
def test_what_cannot_be_drawn_is_named(arguments, named):
    with pytest.raises(ValueError, match=named):
        render(*arguments, 64)


def test_drawing_needs_no_deep_learning_library():
    code = "import sys, skingen.renderer; print({'torch', 'diffusers', 'matplotlib', 'pandas'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
