import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skingen.generate._window import window_around


@st.composite
def photos_with_masks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    height, width = draw(st.integers(8, 90)), draw(st.integers(8, 90))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    mask = np.zeros((height, width), bool)
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    mask[top : top + draw(st.integers(1, 90)), left : left + draw(st.integers(1, 90))] = True
    mask &= random.random(mask.shape) < 0.9
    mask[top, left] = True
    return random.integers(0, 256, (height, width, 3), dtype=np.uint8), mask


@given(photos_with_masks(), st.integers(8, 64))
@settings(max_examples=150)
def test_outside_the_mask_the_photo_stays_and_inside_it_is_painted(photo_and_mask, size):
    photo, mask = photo_and_mask
    window = window_around(mask, size)
    before = photo.copy()
    painted = 255 - window.cut(photo, size)
    result = window.put_back(photo, mask, painted)
    assert (result[~mask] == photo[~mask]).all()
    assert (photo == before).all()
    assert not mask[: window.top].any()
    assert not mask[window.bottom :].any()
    assert not mask[:, : window.left].any()
    assert not mask[:, window.right :].any()
    assert window.cut_mask(mask, size).shape == (size, size)


def test_all_that_is_masked_is_painted():
    photo, mask = np.zeros((64, 64, 3), np.uint8), np.zeros((64, 64), bool)
    mask[20:40, 20:40] = True
    window = window_around(mask, 32)
    result = window.put_back(photo, mask, np.full((32, 32, 3), 200, np.uint8))
    assert (result[22:38, 22:38] == 200).all()
    assert (result[mask] > 0).all()


def test_an_empty_mask_has_no_window():
    with pytest.raises(ValueError, match="empty"):
        window_around(np.zeros((8, 8), bool), 8)
