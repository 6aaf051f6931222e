from itertools import pairwise

import numpy as np
import pytest

from skingen.renderer import ITA_BANDS, SKIN_TYPES
from skingen.renderer._colour import decoded, encoded, lab, linear, typology_angle
from skingen.renderer._pigment import RESTING_BLOOD, melanin_for, skin_colour


def test_lab_agrees_with_published_values_of_the_srgb_primaries():
    # Bruce Lindbloom's calculator, sRGB, D65
    assert lab(np.array([1.0, 1.0, 1.0])) == pytest.approx([100.0, 0.0, 0.0], abs=0.02)
    assert lab(np.array([1.0, 0.0, 0.0])) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert lab(np.array([0.0, 0.0, 1.0])) == pytest.approx([32.30, 79.19, -107.86], abs=0.02)


def test_encoding_and_decoding_undo_each_other():
    values = np.linspace(0, 1, 101)
    assert decoded(encoded(values)) == pytest.approx(values, abs=1e-9)


def test_ita_is_the_angle_of_lightness_over_yellow():
    lightness, _, yellow = lab(linear("c6a58c"))
    assert typology_angle(linear("c6a58c")) == pytest.approx(np.degrees(np.arctan((lightness - 50) / yellow)))
    assert ITA_BANDS["II"][0] < typology_angle(linear("c6a58c")) < ITA_BANDS["II"][1]


def test_bands_meet_and_fall_from_type_one_to_six():
    for lighter, darker in pairwise(SKIN_TYPES):
        assert ITA_BANDS[lighter][0] == ITA_BANDS[darker][1]


@pytest.mark.parametrize("ita", [65.0, 48.0, 33.0, 16.0, -12.0, -50.0])
def test_melanin_is_found_for_an_ita(ita):
    colour = skin_colour(np.array([melanin_for(ita)]), np.array([RESTING_BLOOD]))
    assert typology_angle(colour) == pytest.approx(ita, abs=1.0)


def test_blood_reddens_light_skin_and_darkens_dark_skin():
    light = lab(skin_colour(np.array([0.01, 0.01]), np.array([RESTING_BLOOD, 6 * RESTING_BLOOD])))
    dark = lab(skin_colour(np.array([0.18, 0.18]), np.array([RESTING_BLOOD, 6 * RESTING_BLOOD])))
    assert light[1, 1] - light[0, 1] > 2 * (dark[1, 1] - dark[0, 1]) > 0
    assert dark[1, 0] < dark[0, 0]
