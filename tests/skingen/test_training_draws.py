"""What a training draws follows from seed, step and sample alone."""

import numpy as np
import pytest

from skingen.lora._draws import draws, validation_draws
from skingen.lora._order import Order
from skingen.lora._shapes import nearest_shape, shapes

SQUARE, WIDE = (64, 64), (96, 48)


def drawn(step: int, samples: list[int], seed: int = 3, **choices: object):
    return draws(seed, step, samples, (4, 2, 2), 1000, **({"flip": True, "dropout": 0.3} | choices))


def test_every_epoch_shows_every_sample_in_another_order():
    order = Order([SQUARE] * 12, batch=4, seed=1)
    epochs = [np.concatenate([order.at(3 * epoch + place) for place in range(3)]) for epoch in range(2)]
    assert order.steps_an_epoch == 3
    for epoch in epochs:
        assert sorted(epoch) == list(range(12))
    assert not np.array_equal(*epochs)


def test_the_order_needs_no_memory():
    order = Order([SQUARE] * 7 + [WIDE] * 6, batch=4, seed=1)
    forwards = [order.at(step).tolist() for step in range(20)]
    assert [Order([SQUARE] * 7 + [WIDE] * 6, batch=4, seed=1).at(step).tolist() for step in (17, 2)] == [
        forwards[17],
        forwards[2],
    ]
    assert [Order([SQUARE] * 7 + [WIDE] * 6, batch=4, seed=2).at(step).tolist() for step in range(20)] != forwards


def test_a_batch_holds_one_shape_and_an_epoch_every_sample():
    kinds = [SQUARE, WIDE, SQUARE, SQUARE, WIDE]
    order = Order(kinds, batch=3, seed=0)
    batches = [order.at(step) for step in range(order.steps_an_epoch)]
    assert all(len({kinds[sample] for sample in batch}) == 1 for batch in batches)
    assert {int(sample) for batch in batches for sample in batch} == set(range(5))


def test_draws_belong_to_the_sample_not_to_its_place():
    one, other = drawn(5, [8, 2, 9]), drawn(5, [9, 8])
    for field in ("timesteps", "noise", "posterior", "flipped", "dropped"):
        np.testing.assert_array_equal(getattr(one, field)[[2, 0]], getattr(other, field))


@pytest.mark.parametrize("change", [{"step": 6}, {"seed": 4}, {"samples": [1]}])
def test_step_seed_and_sample_each_change_the_noise(change):
    assert not np.array_equal(drawn(**({"step": 5, "samples": [0]} | change)).noise, drawn(5, [0]).noise)


def test_a_sample_twice_in_a_batch_is_drawn_for_twice():
    noise = drawn(5, [4, 4]).noise
    assert not np.array_equal(noise[0], noise[1])


def test_chances_are_as_declared():
    many = drawn(0, list(range(4000)))
    assert abs(many.flipped.mean() - 0.5) < 0.03
    assert abs(many.dropped.mean() - 0.3) < 0.03
    assert abs(many.timesteps.mean() - 499.5) < 20
    assert {many.timesteps.min() >= 0, many.timesteps.max() < 1000} == {True}
    assert abs(many.noise.std() - 1) < 0.02
    assert not drawn(0, list(range(100)), flip=False, dropout=0.0).flipped.any()
    assert not drawn(0, list(range(100)), flip=False, dropout=0.0).dropped.any()


def test_noise_and_posterior_are_not_the_same_draw():
    both = drawn(5, [0])
    assert not np.array_equal(both.noise, both.posterior)


def test_validation_noise_never_changes():
    first, again = (validation_draws(3, [0, 1], (4, 2, 2), 250) for _ in range(2))
    np.testing.assert_array_equal(first.noise, again.noise)
    assert not first.posterior.any()
    assert first.timesteps.tolist() == [250, 250]


def test_shapes_keep_the_area_and_the_nearest_ratio_is_taken():
    among = shapes(512, 64)
    assert (512, 512) in among
    assert all(0.8 <= width * height / 512**2 <= 1 for width, height in among)
    assert nearest_shape(4000, 3000, among) == (576, 448)
    assert nearest_shape(3000, 4000, among) == (448, 576)
